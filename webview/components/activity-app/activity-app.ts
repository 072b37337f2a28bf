import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { HostPort } from '../../connection/host-port.ts';
import type { PageClient } from '../../connection/page-client.ts';
import { PaintScheduler } from '../../render/paint-scheduler.ts';
import type { ReachedBudget } from '../../state/activity-budgets.ts';
import { type ActivityTab, activityTabs, isNarrow } from '../../state/activity-filter.ts';
import { ActivityPage } from '../../state/activity-page.ts';
import { usd } from '../../state/metrics.ts';
import { t } from '../../words/translate.ts';
import { unknownText } from '../activity-spend/activity-words.ts';
import '../activity-calls/activity-calls.ts';
import '../activity-filter/activity-filter.ts';
import '../activity-spend/activity-spend.ts';
import { baseLook } from '../look/base-look.ts';
import { centreLook } from '../look/centre-look.ts';
import '../message-box/message-box.ts';
import { tabList, tabListLook } from '../tab-list/tab-list.ts';
import { activityAppLook } from './activity-app.styles.ts';

/** The whole page of the activity. It stands still until it is connected. */
@customElement('abai-activity-app')
export class ActivityApp extends LitElement {
  static override styles = [baseLook, centreLook, tabListLook, activityAppLook];

  @property({ attribute: false }) page: ActivityPage | undefined;
  @property({ attribute: false }) revision = 0;
  readonly #scheduler = new PaintScheduler(() => {
    this.revision += 1;
  });

  /** Begins to show what the last page of this panel showed. */
  connect(client: PageClient, host: HostPort): void {
    const page = new ActivityPage(client, host, () => this.#scheduler.request(true));
    this.page = page;
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void page.load();
    });
    void page.start();
  }

  protected override render() {
    const { page } = this;
    if (!page) return nothing;
    if (!page.rows && !page.failure) {
      return html`<main class="centre" aria-busy="true"><div class="late">${t('Adding up…')}</div></main>`;
    }
    if (!page.rows) return this.#failed(page);
    return html`
      <main>
        <div class="middle">
          <h1>${t('Activity')}</h1>
          <abai-activity-filter .page=${page} .revision=${this.revision}></abai-activity-filter>
          ${this.#boxes(page)}
          ${this.#tabs(page)}
          <div class="part" id="panel" role="tabpanel" aria-labelledby="tab-${page.tab}">${this.#part(page)}</div>
        </div>
      </main>
    `;
  }

  #part(page: ActivityPage) {
    if (page.tab === 'calls') {
      return html`<abai-activity-calls .page=${page} .revision=${this.revision}></abai-activity-calls>`;
    }
    if (page.shown.length === 0) return this.#empty(page);
    return html`<abai-activity-spend .page=${page} .revision=${this.revision}></abai-activity-spend>`;
  }

  #tabs(page: ActivityPage) {
    const words: Record<ActivityTab, string> = { spend: t('Spend'), calls: t('Single Calls') };
    return tabList({
      tabs: activityTabs,
      shown: page.tab,
      label: t('Views of the activity'),
      name: (tab) => words[tab],
      panel: () => 'panel',
      show: (tab) => page.showTab(tab),
    });
  }

  #boxes(page: ActivityPage) {
    return html`
      ${page.budgets.reached.map((budget) => this.#budget(page, budget))}
      ${
        page.failure
          ? html`<abai-message-box kind="warning" role="status"
              >${t('These figures are from before: {0}', page.failure.message)}</abai-message-box
            >`
          : nothing
      }
      ${
        page.problem
          ? html`<abai-message-box kind="error" role="alert">
              ${page.problem.message}
              <vscode-toolbar-button
                slot="close"
                icon="close"
                label=${t('Dismiss')}
                title=${t('Dismiss')}
                @click=${() => page.dismissProblem()}
              ></vscode-toolbar-button>
            </abai-message-box>`
          : nothing
      }
    `;
  }

  #budget(page: ActivityPage, { projectId, name, spentUsd, budgetUsd, unknownCosts }: ReachedBudget) {
    const passed = spentUsd >= budgetUsd;
    return html`
      <abai-message-box kind="warning" role="status">
        ${
          passed
            ? t('“{0}” has spent its budget for this month: {1} of {2}.', name, usd(spentUsd), usd(budgetUsd))
            : t('“{0}” has spent {1} of its {2} for this month.', name, usd(spentUsd), usd(budgetUsd))
        }
        ${unknownCosts > 0 ? t('Not counted: {0}.', unknownText(unknownCosts)) : nothing}
        <vscode-button slot="actions" secondary @click=${() => page.projectSettings(projectId)}
          >${t('Project Settings')}</vscode-button
        >
      </abai-message-box>
    `;
  }

  #empty(page: ActivityPage) {
    const { filter } = page;
    return html`
      <div class="centre" role="status">
        <vscode-icon name="graph" size="32"></vscode-icon>
        <p>
          ${
            isNarrow(filter) || filter.range !== 'all'
              ? t('Nothing was asked in this time that fits. Choose more days, or show all.')
              : t('Nothing was asked yet. Compare models or run a table: what it costs is added up here.')
          }
        </p>
        <div class="row">
          ${
            isNarrow(filter) || filter.range !== 'all'
              ? html`<vscode-button secondary @click=${() => page.setFilter({ range: 'all' })}
                  >${t('Show All')}</vscode-button
                >`
              : nothing
          }
        </div>
      </div>
    `;
  }

  #failed(page: ActivityPage) {
    return html`
      <main class="centre" role="alert">
        <vscode-icon class="failed" name="error" size="32"></vscode-icon>
        <p>${page.failure?.message}</p>
        <div class="row">
          <vscode-button icon="refresh" @click=${() => page.load()}>${t('Try Again')}</vscode-button>
        </div>
      </main>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-activity-app': ActivityApp;
  }
}
