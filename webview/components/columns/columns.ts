import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { MessageStatus } from '../../../src/protocol/conversations.ts';
import type { LiveComparison } from '../../state/live-comparison.ts';
import type { ModelIndex } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import '../column/column.ts';
import { baseLook } from '../look/base-look.ts';

const marks: Record<MessageStatus, string> = {
  generating: 'answering',
  complete: 'answered',
  failed: 'failed',
  cancelled: 'stopped',
  interrupted: 'interrupted',
};

/** The columns side by side. Where they do not fit they scroll sideways, and a strip of names leads to each. */
@customElement('abai-columns')
export class Columns extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        container-type: inline-size;
      }

      .columns {
        flex: 1;
        display: flex;
        min-height: 0;
        overflow-x: auto;
        overflow-y: hidden;
        scroll-snap-type: x proximity;
      }

      abai-column {
        flex: 1 0 300px;
        scroll-snap-align: start;
      }

      abai-column + abai-column {
        border-inline-start: 1px solid var(--abai-line);
      }

      nav {
        display: none;
        flex: none;
        overflow-x: auto;
        border-block-end: 1px solid var(--abai-line);
        background: var(--vscode-sideBar-background);
        scrollbar-width: none;
      }

      nav button {
        flex: none;
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 6px 12px;
        border: 0;
        background: none;
        color: var(--vscode-tab-inactiveForeground, var(--abai-muted));
        font: inherit;
        cursor: pointer;
      }

      nav button:hover {
        color: var(--vscode-foreground);
      }

      nav i {
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: var(--abai-muted);
      }

      nav i.generating {
        background: var(--vscode-progressBar-background);
      }

      nav i.complete {
        background: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
      }

      nav i.failed {
        background: var(--vscode-errorForeground);
      }

      nav i.interrupted {
        background: var(--vscode-editorWarning-foreground);
      }

      @container (max-width: 560px) {
        nav.many {
          display: flex;
        }

        .columns {
          scroll-snap-type: x mandatory;
        }

        abai-column {
          flex-basis: 100%;
        }
      }
    `,
  ];

  @property({ attribute: false }) live!: LiveComparison;
  @property({ attribute: false }) models!: ModelIndex;
  @property({ attribute: false }) panel!: Panel;

  #go(index: number): void {
    const column = this.renderRoot.querySelectorAll('abai-column')[index];
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    column?.scrollIntoView({ behavior: still ? 'instant' : 'smooth', inline: 'start', block: 'nearest' });
  }

  protected override render() {
    const { comparison, messages } = this.live;
    const { threads } = comparison;
    const status = (id: string): MessageStatus =>
      messages[id]?.findLast(({ role }) => role === 'assistant')?.status ?? 'complete';
    return html`
      <nav class=${threads.length > 1 ? 'many' : ''} aria-label="Models">
        ${threads.map(
          ({ conversationId, modelName }, index) => html`
            <button @click=${() => this.#go(index)}>
              <i class=${status(conversationId)} aria-hidden="true"></i>${modelName}
              <span class="for-screen-readers">${marks[status(conversationId)]}</span>
            </button>
          `,
        )}
      </nav>
      <div class="columns" role="group" aria-label="Answers side by side">
        ${
          threads.length === 0
            ? nothing
            : repeat(
                threads,
                ({ conversationId }) => conversationId,
                ({ conversationId, model, modelName }) => html`
                  <abai-column
                    .label=${this.models.label(model, modelName)}
                    .messages=${messages[conversationId] ?? []}
                    .panel=${this.panel}
                  ></abai-column>
                `,
              )
        }
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-columns': Columns;
  }
}
