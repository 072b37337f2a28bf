import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { Run } from '../../../src/protocol/runs.ts';
import { count, usd } from '../../state/metrics.ts';
import { cellsDone, roughly } from '../../state/run-pace.ts';
import type { RunPage } from '../../state/run-page.ts';
import { costWord, runWord } from '../../state/run-words.ts';
import { baseLook } from '../look/base-look.ts';
import '../message-box/message-box.ts';
import { runHeaderLook } from './run-header.styles.ts';

const icons: Record<Run['status'], string> = {
  running: 'sync',
  paused: 'debug-pause',
  completed: 'pass',
  cancelled: 'circle-slash',
};

const number = (value: number): string => value.toLocaleString('en');

/** Share of its cap from which a paused run probably waits for a higher one. */
const nearCap = 0.8;

/** What a run is doing, how far it is and what it cost, and what can be done with it. */
@customElement('abai-run-header')
export class RunHeader extends LitElement {
  static override styles = [baseLook, runHeaderLook];

  @property({ attribute: false }) page!: RunPage;
  @property({ attribute: false }) run!: Run;
  @property({ attribute: false }) revision = 0;
  /** An action is on its way: its buttons wait. */
  @state() private acting = false;
  @state() private said = '';
  @query('vscode-textfield') private cap!: VscodeTextfield | null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('run');
    if (before && before.id === this.run.id && before.status !== this.run.status) {
      this.said = `${runWord(this.run)}. ${this.run.reason ?? ''}`;
    }
  }

  async #act(action: Promise<void>): Promise<void> {
    this.acting = true;
    await action;
    this.acting = false;
  }

  protected override render() {
    const { run } = this;
    return html`
      <div class="line">
        <div class="title">
          <h1 title=${run.name} dir="auto">${run.name}</h1>
          <span class="state ${run.status}">
            <vscode-icon
              name=${icons[run.status]}
              ?spin=${run.status === 'running' && !matchMedia('(prefers-reduced-motion: reduce)').matches}
            ></vscode-icon>
            ${runWord(run)}
          </span>
        </div>
        <div class="tools" role="toolbar" aria-label="Run">${this.#tools()}</div>
      </div>
      ${this.#bar()} ${this.#figures()} ${this.#reason()}
      <div class="for-screen-readers" role="status">${this.said}</div>
    `;
  }

  #tools() {
    const { run, page } = this;
    const { actions } = page;
    const button = (
      icon: string,
      text: string,
      title: string,
      act: () => Promise<void>,
      first = false,
    ) => html`
      <vscode-button
        ?secondary=${!first}
        icon=${icon}
        title=${title}
        ?disabled=${this.acting}
        @click=${() => this.#act(act())}
        >${text}</vscode-button
      >
    `;
    const live = run.status === 'running' || run.status === 'paused';
    const rest = run.rows.all - run.rows.taken;
    const stopped = run.status === 'paused' || (run.status === 'cancelled' && run.cells.cancelled > 0);
    const goesOn = run.status === 'cancelled' ? 'Asks what was cancelled, and what failed, again' : 'Goes on';
    return html`
      ${run.status === 'running' ? button('debug-pause', 'Pause', 'Pause: calls in flight end, no new ones begin', () => actions.pause(run)) : nothing}
      ${stopped ? button('debug-start', 'Resume', goesOn, () => this.#resume(), true) : nothing}
      ${live ? button('debug-stop', 'Cancel', 'Cancel what was not asked yet', () => actions.cancel(run)) : nothing}
      ${
        run.cells.failed > 0
          ? button(
              'refresh',
              `Retry Failed (${number(run.cells.failed)})`,
              'Ask the cells that failed again',
              () => actions.retryFailed(run),
            )
          : nothing
      }
      ${
        rest > 0 && !live
          ? button(
              'play-circle',
              `Continue with the Rest (${number(rest)} rows)`,
              'Take the rows that are left into this run',
              () => actions.extend(run),
              true,
            )
          : nothing
      }
      ${button('export', 'Export…', 'Save the answers as CSV, JSON, JSON Lines or Markdown', () => actions.export(run))}
    `;
  }

  #resume(): Promise<void> {
    const cap = Number(this.cap?.value);
    return this.page.actions.resume(this.run, this.cap && cap > 0 ? cap : undefined);
  }

  #bar() {
    const { cells, status } = this.run;
    const share = (part: number): string => `${cells.total === 0 ? 0 : (part / cells.total) * 100}%`;
    const done = cellsDone(this.run);
    return html`
      <div
        class="bar ${status}"
        role="progressbar"
        aria-label="Cells done"
        aria-valuemin="0"
        aria-valuemax=${cells.total}
        aria-valuenow=${done}
        aria-valuetext="${number(done)} of ${number(cells.total)} cells done, ${number(cells.failed)} failed"
      >
        <i class="ok" .style=${`width:${share(cells.succeeded)}`}></i>
        <i class="bad" .style=${`width:${share(cells.failed)}`}></i>
      </div>
    `;
  }

  #figures() {
    const { run, page } = this;
    const { cells, cost, usage, maxCostUsd } = run;
    const tokens = usage.inputTokens + usage.outputTokens;
    const left = run.status === 'running' ? page.pace.left(run) : undefined;
    const spent = costWord(cost) ?? (cost.basis === 'unknown' ? 'unknown' : usd(0));
    return html`
      <div class="figures">
        <span><b>${number(cellsDone(run))}</b> of ${number(cells.total)} cells</span>
        ${cells.failed > 0 ? html`<span class="bad"><vscode-icon name="error" size="13"></vscode-icon>${number(cells.failed)} failed</span>` : nothing}
        ${cells.cancelled > 0 ? html`<span>${number(cells.cancelled)} cancelled</span>` : nothing}
        <span title="What the answers cost">
          ${cost.basis === 'free' ? 'Free' : html`Spent <b>${spent}</b>`}${maxCostUsd === undefined ? nothing : html` of at most ${usd(maxCostUsd)}`}
        </span>
        ${tokens > 0 ? html`<span title="${number(usage.inputTokens)} in, ${number(usage.outputTokens)} out">${count(tokens)} tokens</span>` : nothing}
        ${left === undefined ? nothing : html`<span>about <b>${roughly(left)}</b> left</span>`}
        ${
          run.rows.taken < run.rows.all
            ? html`<span>${number(run.rows.taken)} of ${number(run.rows.all)} rows taken</span>`
            : nothing
        }
      </div>
    `;
  }

  /** Why the run is paused, and what to do. */
  #reason() {
    const { status, reason, maxCostUsd, cost } = this.run;
    if (status !== 'paused') return nothing;
    const capped = maxCostUsd !== undefined && (cost.usd ?? 0) >= maxCostUsd * nearCap;
    return html`
      <div class="box">
        <abai-message-box kind=${reason ? 'warning' : 'info'}>
          ${reason ?? 'Paused. The calls that were in flight have ended; Resume goes on with the rest.'}
          ${
            capped
              ? html`
                  <div slot="actions" class="cap">
                    <label for="cap">New cap in US dollars</label>
                    <vscode-textfield id="cap" label="New cap in US dollars" value=${(maxCostUsd * 2).toPrecision(3)}></vscode-textfield>
                    <vscode-button icon="debug-start" ?disabled=${this.acting} @click=${() => this.#act(this.#resume())}
                      >Raise and Resume</vscode-button
                    >
                  </div>
                `
              : nothing
          }
        </abai-message-box>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-header': RunHeader;
  }
}
