import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Thread } from '../../../src/protocol/comparisons.ts';
import type { ModelIndex } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import type { Draft } from '../../state/saved-state.ts';
import { sourceName } from '../../state/source-name.ts';
import { baseLook } from '../look/base-look.ts';
import '../model-chip/model-chip.ts';
import type { ChooseRecipientsEvent } from '../recipients/recipients.ts';
import '../recipients/recipients.ts';
import { composerLook } from './composer.styles.ts';

const mac = navigator.platform.startsWith('Mac');
const sendKeys = mac ? '⌘↩' : 'Ctrl+Enter';

/** Where the prompt is written: of a new comparison with its models, or of one more turn. */
@customElement('abai-composer')
export class Composer extends LitElement {
  static override styles = [baseLook, composerLook];

  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) models!: ModelIndex;
  @property({ attribute: false }) mode: 'compose' | 'follow-up' = 'compose';
  /** The threads that a follow-up may go to. */
  @property({ attribute: false }) threads: readonly Thread[] = [];
  @property({ attribute: false }) generating = false;
  @property({ attribute: false }) sending = false;
  /** The next comparison hides the names of its models. */
  @property({ attribute: false }) blind = false;
  /** Those of the comparison that is shown are hidden. */
  @property({ attribute: false }) namesHidden = false;
  @state() private systemWanted = false;
  @query('textarea.prompt') private prompt!: HTMLTextAreaElement;

  /** Puts the cursor where the prompt is written. */
  async focusPrompt(): Promise<void> {
    await this.updateComplete;
    this.prompt.focus();
  }

  get #blocked(): boolean {
    const { prompt, models } = this.draft;
    if (this.sending || this.generating || prompt.trim() === '') return true;
    return this.mode === 'compose' && models.length === 0;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    if (!this.#blocked) void this.panel.send();
  }

  protected override render() {
    const compose = this.mode === 'compose';
    return html`
      <div class="card ${this.mode}" @keydown=${this.#onKey}>
        ${compose ? this.#system() : nothing} ${compose ? this.#source() : nothing}
        <textarea
          class="prompt"
          dir="auto"
          rows="1"
          aria-label=${compose ? 'Prompt' : 'Follow-up'}
          placeholder=${compose ? 'Ask every model the same thing…' : 'Ask a follow-up…'}
          .value=${live(this.draft.prompt)}
          @input=${(event: Event) => this.panel.edit({ prompt: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
        <div class="bar">
          ${compose ? this.#models() : this.#recipients()}
          <div class="send">
            ${compose ? html`${this.#blindSwitch()} ${this.#systemSwitch()}` : this.#namesSwitch()}
            ${
              this.generating
                ? this.#stop()
                : html`<kbd aria-hidden="true">${sendKeys}</kbd>
                    ${this.#send()}`
            }
          </div>
        </div>
      </div>
    `;
  }

  #system() {
    if (!this.#systemOpen) return nothing;
    return html`
      <div class="system">
        <label for="system">System prompt</label>
        <textarea
          id="system"
          rows="1"
          dir="auto"
          placeholder="How the models should behave"
          .value=${live(this.draft.system)}
          @input=${(event: Event) => this.panel.edit({ system: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </div>
    `;
  }

  get #systemOpen(): boolean {
    return this.systemWanted || this.draft.system !== '';
  }

  #systemSwitch() {
    const toggle = async () => {
      // What is written there counts, so it is not hidden.
      this.systemWanted = !this.#systemOpen || this.draft.system !== '';
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#system')?.focus();
    };
    return html`
      <vscode-toolbar-button
        icon="settings"
        label="System prompt"
        title="System prompt"
        toggleable
        .checked=${live(this.#systemOpen)}
        @click=${toggle}
      ></vscode-toolbar-button>
    `;
  }

  #blindSwitch() {
    const text = 'Blind: hide the names of the models until you vote';
    return html`
      <vscode-toolbar-button
        icon=${this.blind ? 'eye-closed' : 'eye'}
        label=${text}
        title=${text}
        toggleable
        .checked=${live(this.blind)}
        @click=${() => this.panel.setBlind(!this.blind)}
      ></vscode-toolbar-button>
    `;
  }

  #namesSwitch() {
    if (!this.namesHidden) return nothing;
    return html`
      <button class="link names" title="Names are hidden until you vote" @click=${() => this.panel.showNames()}>
        <vscode-icon name="eye-closed" size="14"></vscode-icon>Show names
      </button>
    `;
  }

  #source() {
    const name = sourceName(this.draft.source);
    if (name === undefined) return nothing;
    return html`
      <div class="source">
        <vscode-icon name="file-code" size="14"></vscode-icon>
        <span>From ${name}</span>
        <button class="link" @click=${() => this.panel.edit({ source: undefined })}>Forget</button>
      </div>
    `;
  }

  #models() {
    const { models } = this.draft;
    const remove = (reference: string) => () =>
      this.panel.edit({ models: models.filter((other) => other !== reference) });
    return html`
      <ul class="models" aria-label="Models">
        ${repeat(
          models,
          (reference) => reference,
          (reference) => {
            const label = this.models.label(reference);
            return html`
              <li>
                <abai-model-chip
                  .label=${label}
                  @remove=${remove(reference)}
                  @set-key=${() => this.panel.setKey(label.providerId)}
                ></abai-model-chip>
              </li>
            `;
          },
        )}
        <li>
          <button class="choose" title="Choose the models to ask" @click=${() => this.panel.pickModels()}>
            <vscode-icon name="add"></vscode-icon>${models.length === 0 ? 'Choose models…' : 'Add models…'}
          </button>
        </li>
      </ul>
    `;
  }

  #recipients() {
    const { threads } = this;
    if (this.generating) return html`<div class="hint">The models are answering…</div>`;
    if (threads.length < 2) return html`<div class="hint">Goes on with this model</div>`;
    return html`
      <abai-recipients
        .threads=${threads}
        .models=${this.models}
        .chosen=${this.draft.to}
        @choose-recipients=${({ chosen }: ChooseRecipientsEvent) => this.panel.edit({ to: chosen })}
      ></abai-recipients>
    `;
  }

  #stop() {
    return html`<vscode-button secondary icon="debug-stop" @click=${() => this.panel.stopAll()}>Stop all</vscode-button>`;
  }

  #send() {
    const text = this.mode === 'compose' ? 'Compare' : 'Send';
    return html`
      <vscode-button
        icon=${this.sending ? 'loading' : 'send'}
        ?icon-spin=${this.sending}
        ?disabled=${this.#blocked}
        title="${text} (${sendKeys})"
        @click=${() => this.panel.send()}
        >${text}</vscode-button
      >
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-composer': Composer;
  }
}
