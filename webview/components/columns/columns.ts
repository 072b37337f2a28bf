import { html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Comparison } from '../../../src/protocol/comparisons.ts';
import type { MessageStatus } from '../../../src/protocol/conversations.ts';
import { type Arrangement, type Place, places } from '../../state/arrangement.ts';
import type { BaseAnswer } from '../../state/base-answer.ts';
import type { LiveComparison } from '../../state/live-comparison.ts';
import type { ModelIndex, ModelLabel } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import type { PairEvent } from '../agreement-matrix/agreement-matrix.ts';
import { stateWord } from '../column/answer-figures.ts';
import '../column/column.ts';
import type { ColumnMenuEvent, ColumnScrollEvent } from '../column/column-events.ts';
import { baseLook } from '../look/base-look.ts';
import type { RunMenu } from '../run-menu/run-menu.ts';
import { ColumnDrag } from './column-drag.ts';
import './column-grip.ts';
import { t } from '../../words/translate.ts';
import { ColumnActions, type Neighbour, neighboursOf } from './column-actions.ts';
import type { ColumnWidthEvent } from './column-grip.ts';
import { columnsLook } from './columns.styles.ts';

/** What is loaded when it is first wanted, by its element. */
const later = {
  'abai-agreement-matrix': () => import('../agreement-matrix/agreement-matrix.ts'),
  'abai-answer-diff': () => import('../answer-diff/answer-diff.ts'),
  'abai-run-menu': () => import('../run-menu/run-menu.ts'),
};

/** Milliseconds after its last movement in which only one column leads the others. */
const leadMs = 200;

/** The columns side by side. Where they do not fit they scroll sideways, and a strip of names leads to each. */
@customElement('abai-columns')
export class Columns extends LitElement {
  static override styles = [baseLook, columnsLook];

  @property({ attribute: false }) live!: LiveComparison;
  @property({ attribute: false }) models!: ModelIndex;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) arrangement!: Arrangement;
  @query('abai-run-menu') private menu!: RunMenu;
  readonly #actions = new ColumnActions(
    () => this.panel,
    () => this.#neighbours(),
  );
  /** The same objects as long as they say the same: what is drawn from them is not drawn again. */
  /** The column that somebody scrolls, whom the others follow. */
  #leader: { column: EventTarget | null; until: number } | undefined;
  readonly #drag = new ColumnDrag(
    () => [...this.renderRoot.querySelectorAll('abai-column')],
    (conversationId, at) => this.#actions.moveBefore(conversationId, this.#neighbours()[at]?.conversationId),
  );
  /** Had the focus before the columns were drawn again: what is moved loses it. */
  #focused: HTMLElement | undefined;
  #base: BaseAnswer | undefined;
  #compared: readonly Neighbour[] = [];
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || isField(event.composedPath()[0])) return;
    if (this.#actions.endFocus()) event.preventDefault();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#onKey);
  }

  /** Whether an element is there; if not, it is loaded and the columns are drawn again. */
  #has(element: keyof typeof later): boolean {
    if (customElements.get(element)) return true;
    void later[element]().then(
      () => this.requestUpdate(),
      () => undefined,
    );
    return false;
  }

  #label({ model, modelName }: Comparison['threads'][number]): ModelLabel {
    return this.models.label(model, modelName);
  }

  #neighbours(): Neighbour[] {
    const { comparison, messages } = this.live;
    return neighboursOf(comparison.threads, messages, (thread) => this.#label(thread).shortName);
  }

  protected override willUpdate(): void {
    this.#focused = deepFocus(this.shadowRoot);
    const neighbours = this.#neighbours();
    const base = neighbours.find(({ conversationId }) => conversationId === this.arrangement.base);
    const content = base?.answer?.content;
    if (!base || content === undefined) this.#base = undefined;
    else if (this.#base?.content !== content || this.#base.name !== base.name) {
      this.#base = { name: base.name, content };
    }
    const same = ({ answer, name }: Neighbour, at: number): boolean =>
      this.#compared[at]?.answer === answer && this.#compared[at]?.name === name;
    if (neighbours.length !== this.#compared.length || !neighbours.every(same)) this.#compared = neighbours;
  }

  protected override updated(): void {
    if (this.#focused && deepFocus(this.shadowRoot) === undefined)
      this.#focused.focus({ preventScroll: true });
  }

  #go(conversationId: string, index: number): void {
    const place = this.#places().get(conversationId);
    if (place === 'narrow') this.#actions.open(conversationId);
    const column = this.renderRoot.querySelectorAll('abai-column')[index];
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    column?.scrollIntoView({ behavior: still ? 'instant' : 'smooth', inline: 'start', block: 'nearest' });
  }

  #places(): Map<string, Place> {
    const { threads } = this.live.comparison;
    return places(
      this.arrangement,
      threads.map(({ conversationId }) => conversationId),
    );
  }

  #scrollTogether({ share, target }: ColumnScrollEvent): void {
    if (!this.arrangement.together) return;
    const now = performance.now();
    // What is put somewhere may be moved a little more by its layout; that is nobody's scrolling.
    if (this.#leader && this.#leader.column !== target && now < this.#leader.until) return;
    this.#leader = { column: target, until: now + leadMs };
    for (const column of this.renderRoot.querySelectorAll('abai-column')) {
      if (column !== target) column.scrollToShare(share);
    }
  }

  async #openMenu({ conversationId, name, opener }: ColumnMenuEvent): Promise<void> {
    await later['abai-run-menu']();
    const { left, bottom } = opener.getBoundingClientRect();
    await this.menu.show(this.#actions.menu(conversationId), name, left, bottom, opener);
  }

  protected override render() {
    const { comparison, messages } = this.live;
    const { threads } = comparison;
    const place = this.#places();
    const status = (id: string): MessageStatus =>
      messages[id]?.findLast(({ role }) => role === 'assistant')?.status ?? 'complete';
    return html`
      <nav class=${threads.length > 1 ? 'many' : ''} aria-label=${t('Models')}>
        ${threads.map(
          ({ conversationId, modelName }, index) => html`
            <button
              class=${place.get(conversationId)!}
              @click=${() => this.#go(conversationId, index)}
            >
              <i class=${status(conversationId)} aria-hidden="true"></i>${modelName}
              <span class="for-screen-readers">${stateWord(status(conversationId))}</span>
            </button>
          `,
        )}
      </nav>
      <div
        class="columns"
        role="group"
        aria-label=${t('Answers side by side')}
        @dragover=${(event: DragEvent) => this.#drag.over(event)}
        @dragleave=${(event: DragEvent) => this.#drag.leave(event)}
        @drop=${(event: DragEvent) => this.#drag.drop(event)}
      >
        ${
          threads.length === 0
            ? nothing
            : repeat(
                threads,
                ({ conversationId }) => conversationId,
                (thread) => this.#column(thread, place.get(thread.conversationId)!),
              )
        }
      </div>
      ${this.#agreement()}
      <abai-run-menu></abai-run-menu>
    `;
  }

  #column(thread: Comparison['threads'][number], place: Place) {
    const { conversationId } = thread;
    const isBase = this.arrangement.base === conversationId;
    const width = place === 'open' ? this.arrangement.widths?.[conversationId] : undefined;
    const against = isBase || !this.#base || !this.#has('abai-answer-diff') ? undefined : this.#base;
    return html`
      <abai-column
        .conversationId=${conversationId}
        .label=${this.#label(thread)}
        .messages=${this.live.messages[conversationId] ?? []}
        .branches=${this.live.branches?.[conversationId]}
        .panel=${this.panel}
        .actions=${this.#actions}
        .place=${place}
        .width=${width}
        .base=${isBase}
        .against=${against}
        @abai-column-scroll=${this.#scrollTogether}
        @abai-column-menu=${this.#openMenu}
      ></abai-column>
      ${
        place === 'open'
          ? html`
              <abai-column-grip
                .name=${this.#label(thread).name}
                @abai-column-width=${({ width }: ColumnWidthEvent) => this.#actions.resize(conversationId, width)}
              ></abai-column-grip>
            `
          : nothing
      }
    `;
  }

  #agreement() {
    if (!this.arrangement.agreement || this.#compared.length < 2) return nothing;
    if (!this.#has('abai-agreement-matrix')) return nothing;
    return html`
      <abai-agreement-matrix
        .columns=${this.#compared}
        @abai-pair=${({ left, right }: PairEvent) => this.#actions.openDiff(left, right)}
        @abai-close-matrix=${() => this.#actions.toggleAgreement()}
      ></abai-agreement-matrix>
    `;
  }
}

function deepFocus(root: ShadowRoot | null): HTMLElement | undefined {
  let at = root?.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at instanceof HTMLElement ? at : undefined;
}

/** Where Escape has a meaning of its own. */
function isField(target: EventTarget | undefined): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-columns': Columns;
  }
}
