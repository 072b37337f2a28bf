import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { spentOn } from '../../../src/core/cost.ts';
import type { Run } from '../../../src/protocol/runs.ts';
import { count, usd } from '../../state/metrics.ts';
import { cellsDone, roughly } from '../../state/run-pace.ts';
import type { RunPage } from '../../state/run-page.ts';
import { costWord, pauseWord, runWord } from '../../state/run-words.ts';
import { baseLook } from '../look/base-look.ts';
import '../message-box/message-box.ts';
import { said } from '../../words/sentence.ts';
import { number, t, tParts } from '../../words/translate.ts';
import { runHeaderLook } from './run-header.styles.ts';

const icons: Record<Run['status'], string> = {
  running: 'sync',
  paused: 'debug-pause',
  completed: 'pass',
  cancelled: 'circle-slash',
};

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
      this.said = `${runWord(this.run)}. ${said(this.run.reason ?? '')}`;
    } else if (before && before.waitsForKey !== this.run.waitsForKey) {
      this.said = said(this.run.waitsForKey ?? '');
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
        <div class="tools" role="toolbar" aria-label=${t('The run')}>${this.#tools()}</div>
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
    const goesOn =
      run.status === 'cancelled' ? t('Asks what was cancelled, and what failed, again') : t('Goes on');
    return html`
      ${run.status === 'running' ? button('debug-pause', t('Pause'), t('Pause: calls in flight end, no new ones begin'), () => actions.pause(run)) : nothing}
      ${stopped ? button('debug-start', t('Resume'), goesOn, () => this.#resume(), true) : nothing}
      ${live ? button('debug-stop', t('Cancel'), t('Cancel what was not asked yet'), () => actions.cancel(run)) : nothing}
      ${
        run.cells.failed > 0
          ? button(
              'refresh',
              t('Retry Failed ({0})', run.cells.failed),
              t('Ask the cells that failed again'),
              () => actions.retryFailed(run),
            )
          : nothing
      }
      ${
        rest > 0 && !live
          ? button(
              'play-circle',
              rest === 1 ? t('Continue with the Rest (1 row)') : t('Continue with the Rest ({0} rows)', rest),
              t('Take the rows that are left into this run'),
              () => actions.extend(run),
              true,
            )
          : nothing
      }
      ${button('export', t('Export…'), t('Save the answers as CSV, JSON, JSON Lines or Markdown'), () => actions.export(run))}
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
        aria-label=${t('Cells done')}
        aria-valuemin="0"
        aria-valuemax=${cells.total}
        aria-valuenow=${done}
        aria-valuetext=${t('{0} of {1} cells done, {2} failed', done, cells.total, cells.failed)}
      >
        <i class="ok" .style=${`width:${share(cells.succeeded)}`}></i>
        <i class="bad" .style=${`width:${share(cells.failed)}`}></i>
      </div>
    `;
  }

  #figures() {
    const { run, page } = this;
    const { cells, usage } = run;
    const tokens = usage.inputTokens + usage.outputTokens;
    const left = run.status === 'running' ? page.pace.left(run) : undefined;
    return html`
      <div class="figures">
        <span>${tParts('{0} of {1} cells', html`<b>${number(cellsDone(run))}</b>`, number(cells.total))}</span>
        ${cells.failed > 0 ? html`<span class="bad"><vscode-icon name="error" size="13"></vscode-icon>${t('{0} failed', cells.failed)}</span>` : nothing}
        ${cells.cancelled > 0 ? html`<span>${t('{0} cancelled', cells.cancelled)}</span>` : nothing}
        <span title=${t('What the answers cost')}>
          ${this.#spent()}
        </span>
        ${tokens > 0 ? html`<span title=${t('{0} in, {1} out', usage.inputTokens, usage.outputTokens)}>${t('{0} tokens', count(tokens))}</span>` : nothing}
        ${left === undefined ? nothing : html`<span>${tParts('about {0} left', html`<b>${roughly(left)}</b>`)}</span>`}
        ${
          run.rows.taken < run.rows.all
            ? html`<span>${t('{0} of {1} rows taken', run.rows.taken, run.rows.all)}</span>`
            : nothing
        }
      </div>
    `;
  }

  #spent() {
    const { maxCostUsd } = this.run;
    const cost = spentOn(this.run);
    const cap = maxCostUsd === undefined ? undefined : usd(maxCostUsd);
    if (cost.basis === 'free') return cap === undefined ? t('Free') : t('Free, at most {0}', cap);
    const spent = html`<b>${costWord(cost) ?? (cost.basis === 'unknown' ? t('unknown') : usd(0))}</b>`;
    return cap === undefined ? tParts('Spent {0}', spent) : tParts('Spent {0} of at most {1}', spent, cap);
  }

  /** Why the run is paused, and what to do. */
  #reason() {
    const { status, reason, pausedBecause, waitsForKey, waitsForDisk } = this.run;
    if (status === 'running' && waitsForDisk !== undefined) {
      return html`
        <div class="box"><abai-message-box kind="warning">${said(waitsForDisk)}</abai-message-box></div>
      `;
    }
    if (status === 'running' && waitsForKey !== undefined) {
      return html`
        <div class="box">
          <abai-message-box kind="warning">${said(waitsForKey)} ${this.#unblock('debug-start', t('Continue Here…'))}</abai-message-box>
        </div>
      `;
    }
    if (status !== 'paused') return nothing;
    return html`
      <div class="box">
        <abai-message-box kind=${reason ? 'warning' : 'info'}>
          ${pauseWord(this.run)}
          ${pausedBecause === 'cost-cap' ? this.#raise() : nothing}
          ${pausedBecause === 'interrupted' ? this.#unblock('debug-start', t('Continue')) : nothing}
          ${pausedBecause === 'key' ? this.#unblock('key', t('Set API Key…')) : nothing}
          ${pausedBecause === 'batch' ? this.#unblock('question', t('Settle the Batch…')) : nothing}
        </abai-message-box>
      </div>
    `;
  }

  #raise() {
    const { maxCostUsd = 0 } = this.run;
    return html`
      <div slot="actions" class="cap">
        <label for="cap">${t('New cap in US dollars')}</label>
        <vscode-textfield id="cap" .label=${t('New cap in US dollars')} value=${(maxCostUsd * 2).toPrecision(3)}></vscode-textfield>
        <vscode-button icon="debug-start" ?disabled=${this.acting} @click=${() => this.#act(this.#resume())}
          >${t('Raise and Resume')}</vscode-button
        >
      </div>
    `;
  }

  /** What the window asks for before the run can go on. */
  #unblock(icon: string, text: string) {
    const unblock = () => this.#act(this.page.actions.unblock(this.run));
    return html`
      <vscode-button slot="actions" icon=${icon} ?disabled=${this.acting} @click=${unblock}>${text}</vscode-button>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-header': RunHeader;
  }
}
