import type { GridCell } from '../../../src/protocol/run-views.ts';
import { cellFigures, cellIcons, checkWord, failureWord, stateWord } from '../../state/run-words.ts';
import { t } from '../../words/translate.ts';

/** Characters that fill the two lines of a cell, for each pixel of its width. */
const charactersPerPixel = 0.45;

function make(tag: string, className: string, parent: HTMLElement): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

function setText(element: HTMLElement, text: string): void {
  const node = element.firstChild as Text | null;
  if (node) {
    if (node.data !== text) node.data = text;
  } else if (text !== '') element.textContent = text;
}

/** One drawn cell; it is handed from place to place while the grid scrolls, and only what differs is written. */
export class CellView {
  readonly element: HTMLElement;
  readonly #icon: HTMLElement;
  readonly #text: HTMLElement;
  readonly #figures: HTMLElement;
  readonly #numbers: HTMLElement;
  readonly #badges: HTMLElement;
  #painted: GridCell | string | null | undefined;
  #fresh = true;
  #className = '';
  #left = Number.NaN;
  #width = Number.NaN;
  #hidden = false;

  constructor(parent: HTMLElement) {
    this.element = make('div', 'cell', parent);
    this.element.setAttribute('role', 'gridcell');
    const main = make('div', 'main', this.element);
    this.#icon = make('span', '', main);
    this.#icon.role = 'img';
    this.#text = make('div', 'text', main);
    this.#text.dir = 'auto';
    this.#figures = make('div', 'figures', this.element);
    this.#numbers = make('span', 'numbers', this.#figures);
    this.#badges = make('span', 'badges', this.#figures);
  }

  /** `left` and `width` in pixels, `column` as ARIA counts. */
  place(left: number, width: number, column: number, id: string): void {
    const { element } = this;
    if (element.id !== id) element.id = id;
    if (this.#hidden) element.hidden = false;
    this.#hidden = false;
    element.ariaColIndex = String(column);
    if (width !== this.#width) this.#fresh = true;
    if (left !== this.#left) element.style.left = `${left}px`;
    if (width !== this.#width) element.style.width = `${width}px`;
    this.#left = left;
    this.#width = width;
  }

  hide(): void {
    if (this.#hidden) return;
    this.#hidden = true;
    this.element.hidden = true;
    this.element.id = '';
  }

  /** A value of the dataset; `undefined` while it is not known. */
  paintInput(value: string | undefined): void {
    if (!this.#fresh && this.#painted === value) return;
    this.#begin(value, value === undefined ? 'cell input awaited' : 'cell input');
    this.#icon.className = '';
    setText(this.#text, this.#cut(value ?? ''));
    setText(this.#numbers, '');
    this.#badges.replaceChildren();
    this.#name(null, value === undefined ? t('Loading') : value === '' ? t('Empty') : null);
  }

  /** An answer; null where the row was not taken yet, `undefined` while it is not known. */
  paintAnswer(cell: GridCell | null | undefined): void {
    if (!this.#fresh && isSame(this.#painted, cell)) return;
    if (!cell) {
      this.#begin(cell, cell === null ? 'cell untaken' : 'cell awaited');
      this.#icon.className = '';
      setText(this.#text, cell === null ? '–' : '');
      setText(this.#numbers, '');
      this.#badges.replaceChildren();
      this.#name(null, cell === null ? t('– not part of the run yet') : t('Loading'));
      return;
    }
    this.#begin(cell, `cell ${cell.status}`);
    const word = stateWord(cell.status);
    this.#icon.className = `icon codicon codicon-${cellIcons[cell.status]}`;
    const said = sayings(cell, word);
    setText(this.#text, this.#cut(said.text));
    this.#text.className = said.answer ? 'text' : 'text said';
    const figures = cellFigures(cell);
    setText(this.#numbers, figures.join(' · '));
    this.#paintBadges(cell);
    this.#name(said.answer ? word : null);
  }

  /** What a screen reader says before the text; what stands for all of it, where there is no text. */
  #name(icon: string | null, whole: string | null = null): void {
    this.#icon.ariaHidden = icon === null ? 'true' : null;
    this.#icon.ariaLabel = icon;
    this.element.ariaLabel = whole;
  }

  #begin(painted: GridCell | string | null | undefined, className: string): void {
    this.#painted = painted;
    this.#fresh = false;
    if (className === this.#className) return;
    this.#className = className;
    const { classList } = this.element;
    const kept = ['active', 'open'].filter((name) => classList.contains(name));
    this.element.className = [className, ...kept].join(' ');
  }

  #cut(text: string): string {
    return text.slice(0, Math.ceil(this.#width * charactersPerPixel) + 20);
  }

  #paintBadges(cell: GridCell): void {
    const badges: { name: string; text: string; title: string; icon?: string }[] = [];
    const verdict = checkWord(cell);
    if (verdict) {
      const { ok, text, title } = verdict;
      badges.push({ name: ok ? 'badge ok' : 'badge bad', text, title, icon: ok ? 'check' : 'close' });
    }
    if (cell.cached) {
      const title = t('From the cache: no call was made, nothing was paid');
      badges.push({ name: 'badge', text: t('cached'), title });
    }
    if (cell.total > 1) {
      const title =
        cell.failed > 0
          ? t('{0} of {1} repeats done, {2} failed', cell.done, cell.total, cell.failed)
          : t('{0} of {1} repeats done', cell.done, cell.total);
      badges.push({ name: 'badge', text: `${cell.done}/${cell.total}`, title, icon: 'layers' });
    }
    const elements = badges.map(({ name, text, title, icon }) => {
      const element = document.createElement('span');
      element.className = name;
      if (icon) make('span', `codicon codicon-${icon}`, element).ariaHidden = 'true';
      element.append(text);
      element.title = title;
      if (/^\d/.test(text)) {
        element.role = 'img';
        element.ariaLabel = title;
      }
      return element;
    });
    if (elements.length > 0 || this.#badges.firstChild) this.#badges.replaceChildren(...elements);
  }
}

function sayings(cell: GridCell, word: string): { text: string; answer: boolean } {
  if (cell.text !== undefined && cell.status !== 'failed') {
    return cell.text.trim() === ''
      ? { text: t('The answer is empty'), answer: false }
      : { text: cell.text, answer: true };
  }
  return { text: cell.status === 'failed' ? failureWord(cell.errorCode) : word, answer: false };
}

function isSame(a: GridCell | string | null | undefined, b: GridCell | null | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || typeof a === 'string') return false;
  return (
    a.id === b.id &&
    a.status === b.status &&
    a.text === b.text &&
    a.done === b.done &&
    a.failed === b.failed &&
    a.total === b.total &&
    a.latencyMs === b.latencyMs &&
    a.outputTokens === b.outputTokens &&
    a.cost?.usd === b.cost?.usd &&
    a.cost?.basis === b.cost?.basis &&
    a.passed === b.passed &&
    a.checked === b.checked &&
    a.cached === b.cached &&
    a.errorCode === b.errorCode
  );
}
