import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { RunDraft } from '../../../src/protocol/run-page.ts';
import type { Run } from '../../../src/protocol/runs.ts';
import type { PageClient } from '../../connection/page-client.ts';
import { RunSetupState } from '../../state/run-setup.ts';
import { baseLook } from '../look/base-look.ts';
import '../message-box/message-box.ts';
import '../model-chip/model-chip.ts';
import { t } from '../../words/translate.ts';
import { type ChecksHost, checksSection } from './checks-section.ts';
import { dataSection } from './data-section.ts';
import { estimateSection } from './estimate-section.ts';
import { modelsSection } from './models-section.ts';
import { optionsSection } from './options-section.ts';
import { type PromptHost, promptSection } from './prompt-section.ts';
import { setupLook } from './run-setup.styles.ts';
import { fieldLook } from './run-setup-fields.styles.ts';
import { promptLook } from './run-setup-prompt.styles.ts';
import { startBar } from './start-bar.ts';

/**
 * Where a run is made: data, prompts, models, checks, options and the price. Dispatches `abai-draft-changed` with what
 * is written so far, and `abai-run-started` with the run.
 */
@customElement('abai-run-setup')
export class RunSetup extends LitElement implements PromptHost {
  static override styles = [baseLook, setupLook, fieldLook, promptLook];

  @property({ attribute: false }) client!: PageClient;
  /** Where to begin. One that this element has dispatched itself changes nothing. */
  @property({ attribute: false }) draft: RunDraft = {};
  @state() allColumns = false;
  setup!: RunSetupState;
  promptAt = 0;
  #sent: string | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.client || (!changed.has('client') && !changed.has('draft'))) return;
    if (!changed.has('client') && JSON.stringify(this.draft) === this.#sent) return;
    this.#begin();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Moved to another place of the page, it listens again.
    if (this.hasUpdated && this.client) {
      this.#begin();
      this.requestUpdate();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.setup?.stop();
    if (this.#last) this.draft = this.#last;
  }

  #last: RunDraft | undefined;

  #begin(): void {
    this.setup?.stop();
    this.#sent = JSON.stringify(this.draft);
    this.setup = new RunSetupState(this.client, this.draft, {
      changed: () => this.requestUpdate(),
      draftChanged: (draft) => {
        this.#last = draft;
        this.#sent = JSON.stringify(draft);
        this.dispatchEvent(new CustomEvent<RunDraft>('abai-draft-changed', { detail: draft }));
      },
      started: (run) => this.dispatchEvent(new CustomEvent<Run>('abai-run-started', { detail: run })),
    });
    void this.setup.start();
  }

  /** Writes a placeholder where the cursor was, as typing would: it can be undone. */
  insertColumn(name: string): void {
    const field = this.renderRoot.querySelector<HTMLTextAreaElement>(`#prompt-${this.promptAt}`);
    if (!field) return;
    field.focus();
    document.execCommand('insertText', false, `{{${name}}}`);
  }

  get #checks(): ChecksHost {
    const { setup } = this;
    return {
      checks: setup.form.checks,
      headers: setup.headers,
      problemOf: (index) => setup.read.problems.get(`check-${index}`),
      edit: (checks) => setup.edit({ checks }),
    };
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    void this.setup.run(this.setup.tryRows);
  }

  protected override render() {
    if (!this.setup) return nothing;
    const section = (id: string, title: string, content: unknown) => html`
      <section aria-labelledby="title-${id}">
        <h2 id="title-${id}">${title}</h2>
        ${content}
      </section>
    `;
    return html`
      <div class="scroll" @keydown=${this.#onKey}>
        <div class="middle">
          <div class="line">
            <h1>${t('Run a table across models')}</h1>
            <span class="spring"></span>
            <vscode-button secondary icon="bookmark" @click=${() => this.setup.pickProfile()}
              >${t('Profiles…')}</vscode-button
            >
          </div>
          ${section('data', t('Data'), dataSection(this.setup))}
          ${section('prompt', t('Prompt'), promptSection(this))}
          ${section('models', t('Models'), modelsSection(this.setup))}
          ${section('checks', t('Checks'), checksSection(this.#checks))}
          ${section('options', t('Options'), optionsSection(this.setup))}
          ${section('estimate', t('Before it runs'), estimateSection(this.setup))}
        </div>
      </div>
      ${startBar(this.setup, (field) => this.#show(field))}
    `;
  }

  /** Puts the cursor where something is missing, and opens what hides it. */
  #show(field: string): void {
    const target = this.renderRoot.querySelector<HTMLElement>(`#${field}, #${field}-value`);
    for (let at = target?.closest('details'); at; at = at.parentElement?.closest('details')) at.open = true;
    target?.scrollIntoView({ block: 'center' });
    target?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-setup': RunSetup;
  }
  interface HTMLElementEventMap {
    'abai-draft-changed': CustomEvent<RunDraft>;
    'abai-run-started': CustomEvent<Run>;
  }
}
