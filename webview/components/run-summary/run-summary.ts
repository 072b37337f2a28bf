import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Run } from '../../../src/protocol/runs.ts';
import type { PageClient } from '../../connection/page-client.ts';
import { baseLook } from '../look/base-look.ts';
import { tableLook } from '../look/table-look.ts';
import '../message-box/message-box.ts';
import '../plot/plot.ts';
import type { PlotContent } from '../plot/plot.ts';
import './run-checks.ts';
import { t } from '../../words/translate.ts';
import { checksContent } from './checks-plot.ts';
import { costLatencyContent, dotsOf } from './cost-latency-plot.ts';
import { latencyContent } from './latency-plot.ts';
import { summaryLook } from './run-summary.styles.ts';
import { SummaryFeed } from './summary-feed.ts';
import { checkNames, type Series, type Summary, seriesOf } from './summary-figures.ts';
import { summaryTable } from './summary-table.ts';

/** What a run has shown so far: the figures of each model, and plots of them. */
@customElement('abai-run-summary')
export class RunSummary extends LitElement {
  static override styles = [baseLook, tableLook, summaryLook];

  @property({ attribute: false }) client!: PageClient;
  @property({ attribute: false }) run!: Run;
  /** What the signs' size stands for; the first check unless chosen otherwise. */
  @state() private chosen: string | undefined;
  #feed: SummaryFeed | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.client || !this.run) return;
    if (changed.has('client') || !this.#feed) {
      this.#feed?.stop();
      this.#feed = new SummaryFeed(this.client, () => this.requestUpdate());
    }
    this.#feed.follow(this.run);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#feed?.stop();
    this.#feed = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  protected override render() {
    const { summary, failure } = this.#feed ?? {};
    if (failure && !summary) {
      return html`
        <div class="centre" role="alert">
          <vscode-icon name="error" size="32"></vscode-icon>
          <p>${failure.message}</p>
          <vscode-button icon="refresh" @click=${() => this.#feed?.retry()}>${t('Try Again')}</vscode-button>
        </div>
      `;
    }
    if (!summary) return html`<div class="centre" aria-busy="true">${t('Adding up…')}</div>`;
    const series = seriesOf(this.run, summary);
    return html`
      <div class="middle">
        ${
          failure
            ? html`<abai-message-box kind="warning" role="status"
                >${t('These figures are from before: {0}', failure.message)}</abai-message-box
              >`
            : nothing
        }
        ${summaryTable(series, summary)} ${this.#progress()}
        <abai-run-checks .run=${this.run} .client=${this.client}></abai-run-checks>
        ${this.#plots(series, summary)}
      </div>
    `;
  }

  #progress() {
    const { total, succeeded, failed, cancelled } = this.run.cells;
    const open = total - succeeded - failed - cancelled;
    if (open <= 0) return nothing;
    return html`<p class="muted">
      ${t('{0} of {1} answers are still to come; figures follow by themselves.', open, total)}
    </p>`;
  }

  #plots(series: readonly Series[], summary: Summary) {
    const answered = series.some(({ summary: one }) => one.latencyHistogram.some((bar) => bar > 0));
    const checks = checkNames(summary);
    const checked = series.some(({ summary: one }) => one.checks.some(({ total }) => total > 0));
    if (!answered && !checked) {
      return html`<div class="centre">
        <vscode-icon name="graph-scatter" size="32"></vscode-icon>
        <p>${t('Plots show here once the first answers are in.')}</p>
      </div>`;
    }
    const check = this.chosen === '' ? undefined : (this.chosen ?? checks[0]);
    const { dots, left } = dotsOf(series, check);
    return html`
      <div class="plots">
        <div class="whole">
          ${checks.length > 0 ? this.#sizedBy(checks, check) : nothing}
          ${
            dots.length > 0
              ? this.#plot(costLatencyContent(series, check))
              : html`<p class="muted">${t('Cost and latency are plotted when both are known. Not shown: {0}.', left.join(', '))}</p>`
          }
        </div>
        ${answered ? this.#plot(latencyContent(series, summary.latencyBounds)) : nothing}
        ${
          checked
            ? this.#plot(checksContent(series))
            : html`<p class="muted">
                ${t('This run has no checks. Add some above, and the pass rate of each model is plotted here.')}
              </p>`
        }
      </div>
    `;
  }

  #sizedBy(checks: readonly string[], check: string | undefined) {
    return html`
      <label class="by">
        <span class="muted">${t('Size of the signs:')}</span>
        <select
          @change=${(event: Event) => {
            this.chosen = (event.target as HTMLSelectElement).value;
          }}
        >
          ${checks.map((name) => html`<option value=${name} ?selected=${name === check}>${t('passed {0}', name)}</option>`)}
          <option value="" ?selected=${check === undefined}>${t('answered')}</option>
        </select>
      </label>
    `;
  }

  #plot(content: PlotContent) {
    const fileName = `${this.run.name} ${content.title.toLowerCase()}`.replace(/[^\p{L}\p{N}._ -]+/gu, '_');
    return html`<abai-plot .content=${content} .client=${this.client} .fileName=${fileName}></abai-plot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-summary': RunSummary;
  }
}
