import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { WordDiff } from '../../../src/core/word-diff.ts';
import { DiffView } from '../../render/diff-view.ts';
import type { BaseAnswer } from '../../state/base-answer.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import { answerDiffLook } from './answer-diff.styles.ts';

/** One answer as it was written, with the words marked in which it differs from another. Loaded when it is first wanted. */
@customElement('abai-answer-diff')
export class AnswerDiff extends LitElement {
  static override styles = [baseLook, answerDiffLook];

  @property({ attribute: false }) base!: BaseAnswer;
  @property({ attribute: false }) content = '';
  @state() private diff: WordDiff | undefined;
  @query('.text') private text!: HTMLElement;
  /** Counts what was begun: what a newer comparison has overtaken is not drawn on. */
  #begun = 0;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('base') || changed.has('content')) {
      this.diff = undefined;
      void this.#compare(++this.#begun);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#begun++;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.#compare(++this.#begun);
  }

  async #compare(begun: number): Promise<void> {
    await nextFrame(); // Each column in a frame of its own, and none before the click is seen to have worked.
    if (begun !== this.#begun) return;
    const view = new DiffView(this.text, this.base.content, this.content);
    this.diff = view.diff;
    while (view.draw()) {
      await nextFrame();
      if (begun !== this.#begun) return;
    }
  }

  protected override render() {
    return html`
      <div class="about">
        <div role="status">
          ${this.diff ? this.#outcome(this.diff) : html`${t('Comparing with {0}…', this.base.name)}`}
        </div>
        <slot name="actions"></slot>
      </div>
      <div class="text"></div>
    `;
  }

  #outcome({ added, removed, parts }: WordDiff) {
    if (parts.every(({ kind }) => kind === 'same'))
      return html`${t('Word for word the answer of {0}.', this.base.name)}`;
    return html`
      <span>${t('Compared with {0}:', this.base.name)}</span>
      ${added > 0 ? html`<ins>${t('{0} added', words(added))}</ins>` : nothing}
      ${removed > 0 ? html`<del>${t('{0} left out', words(removed))}</del>` : nothing}
      ${added + removed === 0 ? t('only signs differ') : nothing}
    `;
  }
}

function words(count: number): string {
  return count === 1 ? t('1 word') : t('{0} words', count);
}

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-answer-diff': AnswerDiff;
  }
}
