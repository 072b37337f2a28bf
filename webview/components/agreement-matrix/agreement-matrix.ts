import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { agreement, countWords, type WordCounts } from '../../../src/core/agreement.ts';
import type { Message } from '../../../src/protocol/conversations.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';

/** A column as the table names it; without an answer as long as there is none to be compared. */
export interface MatrixColumn {
  conversationId: string;
  name: string;
  answer: Message | undefined;
}

/** Two answers were picked, by their conversations. */
export class PairEvent extends Event {
  static readonly type = 'abai-pair';
  readonly left: string;
  readonly right: string;

  constructor(left: string, right: string) {
    super(PairEvent.type);
    this.left = left;
    this.right = right;
  }
}

export class CloseMatrixEvent extends Event {
  static readonly type = 'abai-close-matrix';

  constructor() {
    super(CloseMatrixEvent.type);
  }
}

/** Of each two answers, the share of words that they have in common. Loaded when it is first wanted. */
@customElement('abai-agreement-matrix')
export class AgreementMatrix extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: block;
        max-height: 40vh;
        overflow: auto;
        border-block-start: 1px solid var(--abai-line);
        background: var(--vscode-editor-background);
      }

      header {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        position: sticky;
        inset-inline-start: 0;
        padding: 6px 8px 0 14px;
      }

      h2 {
        margin: 0;
        padding-block-start: 2px;
        font-size: inherit;
        font-weight: 600;
      }

      p {
        flex: 1;
        margin: 0;
        padding-block-start: 2px;
        color: var(--abai-muted);
      }

      table {
        margin: 6px 14px 10px;
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
      }

      th {
        max-width: 12em;
        padding: 2px 10px 2px 0;
        overflow: hidden;
        font-weight: normal;
        text-align: start;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      thead th {
        padding-inline: 8px;
        text-align: end;
      }

      td {
        padding: 1px;
        text-align: end;
        color: var(--abai-muted);
      }

      td > span {
        padding-inline: 8px;
      }

      td button {
        width: 100%;
        min-width: 5em;
        padding: 2px 8px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 3px;
        background: color-mix(in srgb, var(--vscode-charts-blue, #3794ff) var(--share), transparent);
        color: var(--vscode-foreground);
        font: inherit;
        text-align: end;
        white-space: nowrap;
        cursor: pointer;
      }

      td button:hover {
        border-color: var(--vscode-focusBorder);
      }

      @media (max-width: 560px) {
        th {
          max-width: 7em;
        }

        td button {
          min-width: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) columns: readonly MatrixColumn[] = [];
  readonly #counted = new WeakMap<Message, WordCounts>();

  #count(answer: Message): WordCounts {
    const counts = this.#counted.get(answer) ?? countWords(answer.content);
    this.#counted.set(answer, counts);
    return counts;
  }

  protected override render() {
    const { columns } = this;
    return html`
      <header>
        <h2 id="title">${t('Agreement')}</h2>
        <p>${t('Share of words in common. Pick a figure to open both answers in the diff editor.')}</p>
        <vscode-toolbar-button
          icon="close"
          label=${t('Hide agreement')}
          title=${t('Hide agreement')}
          @click=${() => this.dispatchEvent(new CloseMatrixEvent())}
        ></vscode-toolbar-button>
      </header>
      <table aria-labelledby="title">
        <thead>
          <tr>
            <td></td>
            ${columns.map(({ name }) => html`<th scope="col" title=${name}>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${columns.map(
            (row) => html`
              <tr>
                <th scope="row" title=${row.name}>${row.name}</th>
                ${columns.map((column) => this.#cell(row, column))}
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }

  #cell(row: MatrixColumn, column: MatrixColumn) {
    if (row === column) return html`<td><span aria-label=${t('The same answer')}>–</span></td>`;
    if (!row.answer || !column.answer) return html`<td><span title=${t('Not answered yet')}>…</span></td>`;
    const share = agreement(this.#count(row.answer), this.#count(column.answer));
    if (share === null) return html`<td>${nothing}</td>`;
    const text = `${Math.round(share * 100)} %`;
    const title = t(
      '{0} and {1}: {2} of words in common. Open both in the diff editor',
      row.name,
      column.name,
      text,
    );
    return html`
      <td>
        <button
          .style=${`--share: ${Math.round(share * 50)}%`}
          title=${title}
          aria-label=${title}
          @click=${() => this.dispatchEvent(new PairEvent(row.conversationId, column.conversationId))}
        >
          ${text}
        </button>
      </td>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-agreement-matrix': AgreementMatrix;
  }
}
