import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Thread } from '../../../src/protocol/comparisons.ts';
import type { ModelIndex } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import { readSchema } from '../../state/run-setup-schema.ts';
import type { Draft } from '../../state/saved-state.ts';
import { sourceName } from '../../state/source-name.ts';
import { t } from '../../words/translate.ts';
import type { ChooseModelEvent } from '../composer-options/composer-options.ts';
import { baseLook } from '../look/base-look.ts';
import '../model-chip/model-chip.ts';
import type { ChooseRecipientsEvent } from '../recipients/recipients.ts';
import '../recipients/recipients.ts';
import { composerLook } from './composer.styles.ts';
import { carriesFiles, pastesFiles } from './dropped-files.ts';
import { modelList } from './model-list.ts';
import { attachButton, savedButtons, toolsButton } from './pick-buttons.ts';
import { PromptCounter } from './prompt-counter.ts';
import { asksForFile, nameFiles, stepThroughHistory } from './prompt-keys.ts';
import { promptSize } from './prompt-size.ts';
import { systemPrompt } from './system-prompt.ts';
import { toggle } from './tool-buttons.ts';

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
  /** Names of the tools that the comparison's models are offered. */
  @property({ attribute: false }) offeredTools: readonly string[] = [];
  @property({ attribute: false }) generating = false;
  @property({ attribute: false }) sending = false;
  /** The next comparison hides the names of its models. */
  @property({ attribute: false }) blind = false;
  /** Those of the comparison that is shown are hidden. */
  @property({ attribute: false }) namesHidden = false;
  @state() private systemWanted = false;
  /** How the models are asked is shown: of all, or of one by its reference. */
  @state() private options: { only: string | undefined } | undefined;
  /** Something is held over the composer that could be dropped. */
  @state() private dropping = false;
  readonly #counter = new PromptCounter(this);
  readonly #loaded = new Set<string>();
  @query('textarea.prompt') private prompt!: HTMLTextAreaElement;

  /** Puts the cursor where the prompt is written. */
  async focusPrompt(): Promise<void> {
    await this.updateComplete;
    this.prompt.focus();
  }

  /** By what is written now: keys are quicker than the next picture of it. */
  get #blocked(): boolean {
    const { prompt, models, schema } = this.panel.draft;
    if (this.sending || this.generating || prompt.trim() === '') return true;
    return this.mode === 'compose' && (models.length === 0 || readSchema(schema).problem !== undefined);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draft')) this.#counter.count(this.draft);
  }

  /** Once, when it is first wanted; without it the rest can be used all the same. */
  #load(name: string, load: () => Promise<unknown>): void {
    if (this.#loaded.has(name)) return;
    this.#loaded.add(name);
    load().catch(() => this.#loaded.delete(name));
  }

  #onPaste(event: ClipboardEvent): void {
    if (pastesFiles(event) && this.panel.attaching.take(event.clipboardData)) event.preventDefault();
  }

  #onDrag(event: DragEvent): void {
    const wanted = carriesFiles(event);
    if (wanted) event.preventDefault();
    this.dropping = wanted && event.type === 'dragover';
  }

  #onDrop(event: DragEvent): void {
    this.dropping = false;
    if (event.dataTransfer && this.panel.attaching.take(event.dataTransfer)) event.preventDefault();
  }

  async #onInput(event: InputEvent): Promise<void> {
    const { prompt, panel } = this;
    panel.edit({ prompt: prompt.value });
    if (asksForFile(event, prompt)) nameFiles(prompt, await panel.attaching.chooseFile(), panel);
  }

  #onKey(event: KeyboardEvent): void {
    if (
      event.target === this.prompt &&
      !event.isComposing &&
      stepThroughHistory(event, this.prompt, this.panel)
    ) {
      event.preventDefault();
      return;
    }
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    if (!this.#blocked) void this.panel.send();
  }

  protected override render() {
    const compose = this.mode === 'compose';
    return html`
      <div
        class="card ${this.mode} ${this.dropping ? 'dropping' : ''}"
        @keydown=${this.#onKey}
        @paste=${this.#onPaste}
        @dragover=${this.#onDrag}
        @dragleave=${this.#onDrag}
        @drop=${this.#onDrop}
      >
        ${compose ? [this.#optionsOpen(), this.#systemOpen ? systemPrompt(this.draft, this.panel) : nothing, this.#source()] : nothing} ${this.#attachments()}
        <textarea
          class="prompt"
          dir="auto"
          rows="1"
          aria-label=${compose ? t('Prompt') : t('Follow-up')}
          placeholder=${compose ? t('Ask every model the same thing…') : t('Ask a follow-up…')}
          .value=${live(this.draft.prompt)}
          @input=${this.#onInput}
        ></textarea>
        <div class="bar">
          ${compose ? this.#models() : this.#recipients()}
          <div class="send">
            <div class="tools" role="toolbar" aria-label=${t('What goes with the prompt')}>
              ${attachButton(this.panel, () => this.prompt.focus())} ${toolsButton(this.panel, this.draft, compose ? [] : this.offeredTools)}
              ${
                compose
                  ? [
                      this.#systemSwitch(),
                      this.#optionsSwitch(),
                      savedButtons(this.panel),
                      this.#blindSwitch(),
                    ]
                  : this.#namesSwitch()
              }
            </div>
            ${
              this.generating
                ? this.#stop()
                : html`${promptSize(this.#counter.tokens)}<kbd aria-hidden="true">${sendKeys}</kbd>
                    ${this.#send()}`
            }
          </div>
        </div>
      </div>
    `;
  }

  #attachments() {
    const { attachments } = this.draft;
    if (attachments.length === 0) return nothing;
    this.#load('attachments', () => import('../attachment-list/attachment-list.ts'));
    return html`
      <abai-attachment-list
        removable
        .attachments=${attachments}
        .attaching=${this.panel.attaching}
      ></abai-attachment-list>
    `;
  }

  #optionsOpen() {
    if (!this.options) return nothing;
    this.#load('options', () => import('../composer-options/composer-options.ts'));
    return html`
      <abai-composer-options
        .panel=${this.panel}
        .draft=${this.draft}
        .models=${this.models}
        .only=${this.options.only}
        @choose-model=${({ only }: ChooseModelEvent) => this.#showOptions(only)}
      ></abai-composer-options>
    `;
  }

  #showOptions(only: string | undefined): void {
    this.options = { only };
  }

  #optionsSwitch() {
    const { parameters, own, schema, models } = this.draft;
    const said = Object.keys(parameters).length > 0 || schema !== '' || models.some((model) => own[model]);
    const text = said ? t('Parameters (some are set)') : t('Parameters');
    const click = () => {
      this.options = this.options ? undefined : { only: undefined };
    };
    return toggle({ icon: 'settings', text, checked: this.options !== undefined, click, said });
  }

  get #systemOpen(): boolean {
    return this.systemWanted || this.draft.system !== '';
  }

  #systemSwitch() {
    const click = async () => {
      // What is written there counts, so it is not hidden.
      this.systemWanted = !this.#systemOpen || this.draft.system !== '';
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('#system')?.focus();
    };
    return toggle({ icon: 'quote', text: t('System prompt'), checked: this.#systemOpen, click });
  }

  #blindSwitch() {
    const text = t('Blind: hide the names of the models until you vote');
    const icon = this.blind ? 'eye-closed' : 'eye';
    return toggle({ icon, text, checked: this.blind, click: () => this.panel.setBlind(!this.blind) });
  }

  #namesSwitch() {
    if (!this.namesHidden) return nothing;
    return html`
      <button class="link names" title=${t('Names are hidden until you vote')} @click=${() => this.panel.showNames()}>
        <vscode-icon name="eye-closed" size="14"></vscode-icon>${t('Show names')}
      </button>
    `;
  }

  #source() {
    const name = sourceName(this.draft.source);
    if (name === undefined) return nothing;
    return html`
      <div class="source">
        <vscode-icon name="file-code" size="14"></vscode-icon>
        <span>${t('From {0}', name)}</span>
        <button class="link" @click=${() => this.panel.edit({ source: undefined })}>${t('Forget')}</button>
      </div>
    `;
  }

  #models() {
    const { panel, draft, models } = this;
    return modelList({
      panel,
      draft,
      models,
      tokens: this.#counter.tokens,
      cost: (reference) => this.#counter.cost(models.definition(reference)),
      edit: (reference) => this.#showOptions(reference),
    });
  }

  #recipients() {
    const { threads } = this;
    if (this.generating) return html`<div class="hint">${t('The models are answering…')}</div>`;
    if (threads.length < 2) return html`<div class="hint">${t('Goes on with this model')}</div>`;
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
    return html`<vscode-button secondary icon="debug-stop" @click=${() => this.panel.stopAll()}>${t('Stop all')}</vscode-button>`;
  }

  #send() {
    const text = this.mode === 'compose' ? t('Compare') : t('Send');
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
