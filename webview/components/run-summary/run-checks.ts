import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Run } from '../../../src/protocol/runs.ts';
import type { PageClient } from '../../connection/page-client.ts';
import { toFailure } from '../../connection/request-failed.ts';
import { type CheckForm, checkForm } from '../../state/run-setup-checks.ts';
import { readCheckOver } from '../../state/run-setup-form.ts';
import { baseLook } from '../look/base-look.ts';
import '../message-box/message-box.ts';
import { t } from '../../words/translate.ts';
import { checksSection } from '../run-setup/checks-section.ts';
import { fieldLook } from '../run-setup/run-setup-fields.styles.ts';

/** Changes the checks of a run and holds its answers against them, without asking any model. */
@customElement('abai-run-checks')
export class RunChecks extends LitElement {
  static override styles = [
    baseLook,
    fieldLook,
    css`
      :host {
        display: block;
        margin-block-start: 12px;
      }

      p {
        margin: 4px 0 8px;
        color: var(--abai-muted);
      }

      .spring {
        flex: 1;
      }

      vscode-button {
        margin-block-start: 8px;
      }

      progress {
        inline-size: min(100%, 240px);
        accent-color: var(--vscode-progressBar-background);
      }
    `,
  ];

  @property({ attribute: false }) run!: Run;
  @property({ attribute: false }) client!: PageClient;
  @state() private checks: readonly CheckForm[] = [];
  @state() private headers: readonly string[] | undefined;
  @state() private checking = false;
  @state() private problem = '';
  #of = '';
  #abort = new AbortController();

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { id, checks } = this.run;
    const of = JSON.stringify([id, checks]);
    // What is being written stays until the run's own checks are others.
    if (of === this.#of) return;
    this.#of = of;
    this.checks = checks.map(checkForm);
  }

  async #loadHeaders(event: Event): Promise<void> {
    if (!(event.target as HTMLDetailsElement).open || this.headers) return;
    try {
      const { datasetId } = this.run;
      if (datasetId === null) return;
      this.headers = (await this.client.request('dataset:get', { datasetId })).headers;
    } catch {
      // Without the columns' names, values can still be compared with.
    }
  }

  async #check(): Promise<void> {
    const checks = this.checks.flatMap((written) => readCheckOver(written, this.headers).check ?? []);
    const abort = new AbortController();
    this.#abort = abort;
    this.checking = true;
    try {
      await this.client.request('run:recheck', { runId: this.run.id, checks }, abort.signal);
      this.problem = '';
    } catch (thrown) {
      this.problem = toFailure(thrown).message;
    }
    this.checking = false;
  }

  /** How far it is, whoever asked for it; who did can stop it. */
  #progress() {
    const { recheck } = this.run;
    if (!recheck) return nothing;
    const { checked, total } = recheck;
    const words = t('{0} of {1} answers checked', checked, total);
    return html`
      <p role="status">
        <progress max=${total} value=${checked} aria-label=${words}></progress> ${words}
        ${
          this.checking
            ? html`<vscode-button secondary icon="debug-stop" @click=${() => this.#abort.abort()}>${t('Stop')}</vscode-button>`
            : nothing
        }
      </p>
    `;
  }

  protected override render() {
    const problems = this.checks.map((written) => readCheckOver(written, this.headers).problem);
    const host = {
      checks: this.checks,
      headers: this.headers ?? [],
      problemOf: (index: number) => problems[index],
      edit: (checks: CheckForm[]) => {
        this.checks = checks;
      },
    };
    return html`
      ${this.#progress()}
      <details @toggle=${this.#loadHeaders}>
        <summary>${this.run.checks.length === 0 ? t('Add checks') : t('Change checks')}</summary>
        <p>${t('The answers that are there are checked again; no model is asked.')}</p>
        ${checksSection(host)}
        <div>
          <vscode-button
            secondary
            icon=${this.checking ? 'loading' : 'checklist'}
            ?icon-spin=${this.checking}
            ?disabled=${this.checking || this.run.recheck !== undefined || problems.some((problem) => problem !== undefined)}
            @click=${() => this.#check()}
            >${t('Check All Answers')}</vscode-button
          >
        </div>
      </details>
      ${this.problem === '' ? nothing : html`<abai-message-box kind="error" role="alert">${this.problem}</abai-message-box>`}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-checks': RunChecks;
  }
}
