import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Task } from '../../../src/protocol/activity.ts';
import { type CallFilter, callStates } from '../../state/activity-filter.ts';
import type { ActivityPage } from '../../state/activity-page.ts';
import { count, seconds } from '../../state/metrics.ts';
import { failureWord } from '../../state/run-words.ts';
import { t } from '../../words/translate.ts';
import { activityFieldsLook } from '../activity-filter/activity-filter.styles.ts';
import { selectField } from '../activity-filter/select-field.ts';
import { baseLook } from '../look/base-look.ts';
import { activityCallsLook } from './activity-calls.styles.ts';
import { callCost, callIcons, callState, momentText } from './call-words.ts';

/** Milliseconds after the last letter before it is looked for. */
const pauseMs = 300;

/** What stands where a figure is not known. */
const none = '–';

/** Single calls, and which of them are shown. */
@customElement('abai-activity-calls')
export class ActivityCalls extends LitElement {
  static override styles = [baseLook, activityFieldsLook, activityCallsLook];

  @property({ attribute: false }) page!: ActivityPage;
  /** Of the page, which is one object however it changes. */
  @property({ attribute: false }) revision = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #set(change: { [K in keyof CallFilter]?: string }): void {
    clearTimeout(this.#timer);
    const entries = Object.entries({ ...this.page.callFilter, ...change }).filter(([, value]) => value);
    this.page.setCallFilter(Object.fromEntries(entries) as CallFilter);
  }

  protected override render() {
    return html`
      ${this.#fields()}
      <div class="for-screen-readers" role="status">${this.#status()}</div>
      ${this.#body()}
    `;
  }

  #fields() {
    const { callFilter } = this.page;
    const written = (event: Event): void => {
      const text = (event.target as HTMLInputElement).value;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#set({ text }), pauseMs);
    };
    return html`
      <div class="fields" role="group" aria-label=${t('Which calls are shown')}>
        <label class="text">
          <span>${t('Text')}</span>
          <input
            type="search"
            maxlength="200"
            placeholder=${t('In prompts and answers')}
            .value=${callFilter.text ?? ''}
            @input=${written}
            @change=${(event: Event) => this.#set({ text: (event.target as HTMLInputElement).value })}
          />
        </label>
        ${this.#select('kind', t('Kind'), callFilter.kind, [
          ['', t('Comparisons and runs')],
          ['comparison', t('Comparisons')],
          ['run', t('Runs')],
        ])}
        ${this.#select('state', t('State'), callFilter.state, [
          ['', t('All states')],
          ...callStates.map((state) => [state, callState(state)] as const),
        ])}
        <vscode-button secondary icon="export" @click=${() => this.page.exportCalls()}>${t('Export…')}</vscode-button>
      </div>
    `;
  }

  #select(
    name: 'kind' | 'state',
    label: string,
    chosen: string | undefined,
    options: readonly (readonly [value: string, text: string])[],
  ) {
    return selectField({ name, label, chosen, options, choose: (value) => this.#set({ [name]: value }) });
  }

  #status(): string {
    const { tasks, busy } = this.page.calls;
    if (busy) return t('Looking for calls…');
    const shown = tasks?.length ?? 0;
    return shown === 1 ? t('1 call is shown') : t('{0} calls are shown', shown);
  }

  #body() {
    const { tasks, busy, failure, hasMore } = this.page.calls;
    const found = tasks ?? [];
    if (failure && found.length === 0) {
      return html`
        <div class="centre" role="alert">
          <vscode-icon class="failed" name="error" size="32"></vscode-icon>
          <p>${failure.message}</p>
          <vscode-button icon="refresh" @click=${() => this.page.calls.retry()}>${t('Try Again')}</vscode-button>
        </div>
      `;
    }
    if (found.length === 0 && !busy && !hasMore) {
      return html`
        <div class="centre">
          <vscode-icon name="search" size="32"></vscode-icon>
          <p>${t('No call fits. Choose more days, or another text or state.')}</p>
        </div>
      `;
    }
    return html`${found.length > 0 ? this.#table(found) : nothing} ${this.#more(found.length)}`;
  }

  #table(tasks: readonly Task[]) {
    const head = [t('Time'), t('Prompt'), t('Model'), t('State'), t('Tokens'), t('Cost'), t('Took')];
    return html`
      <div role="table" aria-label=${t('Calls')}>
        <div role="rowgroup">
          <div class="head" role="row">
            ${head.map((name, at) => html`<span role="columnheader" class=${at > 3 ? 'number' : ''}>${name}</span>`)}
          </div>
        </div>
        <div role="rowgroup">
          ${repeat(
            tasks,
            ({ id }) => id,
            (task) => this.#row(task),
          )}
        </div>
      </div>
    `;
  }

  #row(task: Task) {
    const { page } = this;
    const { at, prompt, name, projectId, model, state, tokensIn, tokensOut, totalMs, comparisonId, runId } =
      task;
    const label = page.models.label(model);
    const where = [name, page.projectName(projectId)].filter(Boolean).join(' · ');
    const said = prompt || name;
    return html`
      <div class="call" role="row">
        <span class="time" role="cell">${momentText(at)}</span>
        <span class="prompt" role="cell">
          ${
            comparisonId || runId
              ? html`<button class="link" title=${said} @click=${() => page.open(task)}>${said}</button>`
              : html`<span title=${said}>${said}</span>`
          }
          <div class="where" title=${where}>
            ${task.kind === 'run' ? t('Cell of a run') : t('Comparison')} · ${where}
          </div>
        </span>
        <span class="model" role="cell" title=${model}>${label.shortName}</span>
        <span class="state ${state === 'failed' ? 'failed' : ''}" role="cell" title=${task.errorCode === undefined ? '' : failureWord(task.errorCode)}>
          <vscode-icon name=${callIcons[state]} size="14"></vscode-icon>${callState(state)}
        </span>
        <span class="tokens number" role="cell"
          >${tokensIn === undefined && tokensOut === undefined ? none : `${count(tokensIn)} → ${count(tokensOut)}`}</span
        >
        <span class="cost number" role="cell">${callCost(task) ?? none}</span>
        <span class="took number" role="cell"
          >${task.cached ? t('cached') : totalMs === undefined ? none : seconds(totalMs)}</span
        >
      </div>
    `;
  }

  #more(shown: number) {
    const { calls } = this.page;
    const { busy, hasMore, reached, failure } = calls;
    if (failure) {
      return html`
        <div class="more" role="alert">
          <p>${failure.message}</p>
          <vscode-button secondary icon="refresh" @click=${() => calls.retry()}>${t('Try Again')}</vscode-button>
        </div>
      `;
    }
    if (busy) {
      return html`
        <div class="more" aria-busy="true">
          <p class="muted">
            ${reached === undefined || shown > 0 ? t('Looking for calls…') : t('Looked back to {0}…', momentText(reached))}
          </p>
          ${
            shown === 0 && reached !== undefined
              ? html`<vscode-button secondary @click=${() => calls.stop()}>${t('Stop')}</vscode-button>`
              : nothing
          }
        </div>
      `;
    }
    if (!hasMore) return nothing;
    return html`
      <div class="more">
        <vscode-button secondary @click=${() => calls.more()}>${t('Show More')}</vscode-button>
        <p class="muted">${reached === undefined ? nothing : t('Looked back to {0}.', momentText(reached))}</p>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-activity-calls': ActivityCalls;
  }
}
