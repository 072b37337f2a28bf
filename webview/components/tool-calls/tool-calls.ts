import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { visibleText } from '../../../src/core/visible-text.ts';
import type { Decision } from '../../../src/protocol/chat.ts';
import type { Message } from '../../../src/protocol/conversations.ts';
import type { ToolCall, ToolResult } from '../../../src/protocol/generation.ts';
import type { Panel } from '../../state/panel.ts';
import { type WaitingCall, waitingCalls } from '../../state/tool-approvals.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import { callArguments, callResult } from './call-details.ts';
import { toolCallsLook } from './tool-calls.styles.ts';

type CallState = 'pending' | 'running' | 'done' | 'failed' | 'denied' | 'stopped';

const icons: Readonly<Record<CallState, string>> = {
  pending: 'question',
  running: 'loading',
  done: 'check',
  failed: 'error',
  denied: 'circle-slash',
  stopped: 'circle-slash',
};

function stateWord(state: CallState): string {
  switch (state) {
    case 'pending':
      return t('Waits for your approval');
    case 'running':
      return t('Running…');
    case 'done':
      return t('Done');
    case 'failed':
      return t('Failed');
    case 'denied':
      return t('Denied');
    case 'stopped':
      return t('Did not run');
  }
}

/** The tools that an answer asks for: each call with what it was given, what a person decides, and what came of it. */
@customElement('abai-tool-calls')
export class ToolCalls extends LitElement {
  static override styles = [baseLook, toolCallsLook];

  @property({ attribute: false }) message!: Message;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) modelName = '';
  /** A decision is on its way. */
  @state() private deciding = false;
  @query('section') private section!: HTMLElement;
  #forget: (() => void) | undefined;
  /** The message of which somebody pressed a button, which goes away with the decision: they go on with what is next. */
  #pressed: Message | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#listen();
  }

  // An element that stood in the page before this file was loaded has its properties from here on.
  protected override firstUpdated(): void {
    this.#listen();
  }

  protected override updated(): void {
    if (!this.#pressed || this.#pressed === this.message || this.shadowRoot?.activeElement) return;
    if (this.deciding) return; // A disabled button takes no focus.
    this.#pressed = undefined;
    (this.section.querySelector<HTMLElement>('vscode-button') ?? this.section).focus();
  }

  #listen(): void {
    this.#forget?.();
    this.#forget = this.panel.approvals.onChange(() => {
      if (this.message.status === 'awaiting_tool_approval') this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget?.();
  }

  protected override render() {
    const { toolCalls = [], toolResults = [] } = this.message;
    const results = new Map(toolResults.map((result) => [result.callId, result]));
    const waiting = waitingCalls(this.message);
    return html`
      <section tabindex="-1" aria-label=${t('Tools that {0} asks for', this.modelName)}>
        <ul>
          ${repeat(
            toolCalls,
            ({ id }) => id,
            (call) => this.#call(call, results.get(call.id)),
          )}
        </ul>
        ${waiting.length > 1 ? this.#together(waiting) : nothing}
      </section>
    `;
  }

  #call(call: ToolCall, result: ToolResult | undefined) {
    const state = this.#stateOf(result);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    return html`
      <li class=${state}>
        <div class="head">
          <vscode-icon name=${icons[state]} ?spin=${state === 'running' && !still}></vscode-icon>
          <span class="name">${visibleText(call.name)}</span>
          <span class="state">${stateWord(state)}</span>
        </div>
        ${callArguments(call.arguments)} ${result ? callResult(result) : nothing}
        ${state === 'pending' ? this.#decisions(call) : nothing}
      </li>
    `;
  }

  #stateOf(result: ToolResult | undefined): CallState {
    const { status } = this.message;
    if (result && result.outcome !== 'approved') return result.outcome;
    if (status === 'running_tools') return 'running';
    if (status !== 'awaiting_tool_approval') return 'stopped';
    return result ? 'running' : 'pending';
  }

  #decisions(call: ToolCall) {
    const alike = this.panel.approvals.alike(call);
    const model = this.modelName;
    const { name } = call;
    return html`
      <div class="decisions">
        ${this.#button(t('Approve Once'), t('Approve Once: {0} for {1}', name, model), () =>
          this.#decide([{ callId: call.id, decision: 'once' }]),
        )}
        ${this.#button(
          t('For This Conversation'),
          t('For This Conversation: {0} for {1}', name, model),
          () => this.#decide([{ callId: call.id, decision: 'conversation' }]),
          true,
        )}
        ${this.#button(
          t('Deny'),
          t('Deny: {0} to {1}', name, model),
          () => this.#decide([{ callId: call.id, decision: 'deny' }]),
          true,
        )}
        ${
          alike.length > 1
            ? this.#button(
                t('Approve in All {0} Columns', alike.length),
                t('Approve in All {0} Columns: {1}', alike.length, name),
                () => this.#decideAlike(alike),
                true,
              )
            : nothing
        }
      </div>
    `;
  }

  /** Of an answer that asks for several. */
  #together(waiting: readonly ToolCall[]) {
    const all = (decision: Decision['decision']) =>
      this.#decide(waiting.map(({ id }) => ({ callId: id, decision })));
    return html`
      <div class="decisions together">
        ${this.#button(
          t('Approve All {0} Once', waiting.length),
          t('Approve All {0} Once: {1}', waiting.length, this.modelName),
          () => all('once'),
          true,
        )}
        ${this.#button(
          t('Deny All'),
          t('Deny All: {0} calls of {1}', waiting.length, this.modelName),
          () => all('deny'),
          true,
        )}
      </div>
    `;
  }

  #button(text: string, label: string, decide: () => Promise<void>, secondary = false) {
    return html`
      <vscode-button
        ?secondary=${secondary}
        ?disabled=${this.deciding}
        aria-label=${label}
        title=${label}
        @click=${decide}
        >${text}</vscode-button
      >
    `;
  }

  async #decide(decisions: Decision[]): Promise<void> {
    await this.#once(() => this.panel.approvals.decide(this.message, decisions));
  }

  async #decideAlike(alike: readonly WaitingCall[]): Promise<void> {
    await this.#once(() => this.panel.approvals.decideAll(alike, 'once'));
  }

  async #once(decide: () => Promise<boolean>): Promise<void> {
    if (this.deciding) return;
    const button = this.shadowRoot?.activeElement;
    this.#pressed = button ? this.message : undefined;
    this.deciding = true;
    let decided = false;
    try {
      decided = await decide();
    } finally {
      this.deciding = false;
    }
    if (decided) return;
    this.#pressed = undefined;
    await this.updateComplete;
    if (button instanceof HTMLElement) button.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-tool-calls': ToolCalls;
  }
}
