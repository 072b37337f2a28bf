import { html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Failure } from '../../../src/protocol/failure.ts';
import type { RunDraft } from '../../../src/protocol/run-page.ts';
import type { Run } from '../../../src/protocol/runs.ts';
import type { HostPort } from '../../connection/host-port.ts';
import type { PageClient } from '../../connection/page-client.ts';
import { CodeActionEvent } from '../../render/code-header.ts';
import { PaintScheduler } from '../../render/paint-scheduler.ts';
import { doWithCode } from '../../state/code-actions.ts';
import { RunPage } from '../../state/run-page.ts';
import { type RunTab, runTabs } from '../../state/run-saved.ts';
import { baseLook } from '../look/base-look.ts';
import { centreLook } from '../look/centre-look.ts';
import '../message-box/message-box.ts';
import { OpenLinkEvent } from '../rich-text/rich-text.ts';
import '../run-detail/run-detail.ts';
import '../run-grid/run-grid.ts';
import type { RunGrid } from '../run-grid/run-grid.ts';
import '../run-header/run-header.ts';
import '../run-setup/run-setup.ts';
import '../run-summary/run-summary.ts';
import '../run-toolbar/run-toolbar.ts';
import { t } from '../../words/translate.ts';
import { tabList, tabListLook } from '../tab-list/tab-list.ts';
import { runAppLook } from './run-app.styles.ts';

const tabName = (tab: RunTab): string => (tab === 'grid' ? t('Grid') : t('Summary'));

/** The whole page of a run. It stands still until it is connected. */
@customElement('abai-run-app')
export class RunApp extends LitElement {
  static override styles = [baseLook, centreLook, tabListLook, runAppLook];

  @property({ attribute: false }) page: RunPage | undefined;
  @query('abai-run-grid') private grid!: RunGrid | null;
  readonly #scheduler = new PaintScheduler(() => this.requestUpdate());

  /** Begins to show what the host or the last page of this panel wants. */
  connect(client: PageClient, host: HostPort): void {
    const page = new RunPage(client, host, () => this.#scheduler.request(true));
    this.page = page;
    this.addEventListener(OpenLinkEvent.type, (event) =>
      page.actions.openExternal((event as OpenLinkEvent).url),
    );
    this.addEventListener(CodeActionEvent.type, (event) =>
      doWithCode(page.actions.ask, event as CodeActionEvent),
    );
    window.addEventListener('pagehide', () => page.keep());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void page.catchUp();
    });
    void page.start();
  }

  protected override render() {
    const { page } = this;
    if (!page) return nothing;
    const { view } = page;
    switch (view.kind) {
      case 'starting':
      case 'loading':
        return html`
          <main class="centre" aria-busy="true">
            <div class="late">${t('Loading…')}</div>
          </main>
        `;
      case 'setup':
        return html`
          <main>
            <abai-run-setup
              .client=${page.client}
              .draft=${page.draft}
              @abai-draft-changed=${(event: CustomEvent<RunDraft>) => page.edit(event.detail)}
              @abai-run-started=${(event: CustomEvent<Run>) => page.started(event.detail)}
            ></abai-run-setup>
          </main>
        `;
      case 'showing':
        return this.#showing(page, view.run);
      case 'failed':
        return this.#failed(page, view.failure);
      case 'deleted':
        return this.#deleted(page, view.run);
    }
  }

  #showing(page: RunPage, run: Run) {
    return html`
      <main>
        <abai-run-header .page=${page} .run=${run} .revision=${page.revision}></abai-run-header>
        ${this.#problem(page)} ${this.#tabs(page)}
        <div
          class="panel"
          id="panel-grid"
          role="tabpanel"
          aria-labelledby="tab-grid"
          ?hidden=${page.tab !== 'grid'}
        >
          <abai-run-toolbar .page=${page} .run=${run} .revision=${page.revision}></abai-run-toolbar>
          <div class="split">
            <abai-run-grid .page=${page} .run=${run} .revision=${page.revision}></abai-run-grid>
            ${this.#detail(page, run)}
          </div>
        </div>
        ${
          page.tab === 'summary'
            ? html`<div class="panel" id="panel-summary" role="tabpanel" aria-labelledby="tab-summary">
                <abai-run-summary .run=${run} .client=${page.client}></abai-run-summary>
              </div>`
            : nothing
        }
      </main>
    `;
  }

  #detail(page: RunPage, run: Run) {
    const { open } = page.cells;
    if (!open) return nothing;
    const close = (): void => {
      page.cells.close();
      this.grid?.focus();
    };
    return html`
      <abai-run-detail 
        .page=${page}
        .run=${run}
        .open=${open}
        .revision=${page.revision}
        @abai-close=${close}></abai-run-detail>
    `;
  }

  #tabs(page: RunPage) {
    return tabList({
      tabs: runTabs,
      shown: page.tab,
      label: t('Views of the run'),
      name: tabName,
      panel: (tab) => (page.tab === tab ? `panel-${tab}` : undefined),
      show: (tab) => page.showTab(tab),
    });
  }

  #problem(page: RunPage) {
    if (!page.problem) return nothing;
    return html`
      <div class="boxes">
        <abai-message-box kind="error" role="alert">
          ${page.problem.message}
          <vscode-toolbar-button
            slot="close"
            icon="close"
            label=${t('Dismiss')}
            title=${t('Dismiss')}
            @click=${() => page.dismissProblem()}
          ></vscode-toolbar-button>
        </abai-message-box>
      </div>
    `;
  }

  #failed(page: RunPage, failure: Failure) {
    const gone = failure.code === 'not-found';
    return html`
      <main class="centre" role="alert">
        <vscode-icon class="failed" name="error" size="32"></vscode-icon>
        <p>${gone ? t('This run does not exist any more.') : failure.message}</p>
        <div class="row">
          ${gone ? nothing : html`<vscode-button icon="refresh" @click=${() => page.reopen()}>${t('Try Again')}</vscode-button>`}
          <vscode-button secondary icon="add" @click=${() => page.setup()}>${t('New Run')}</vscode-button>
        </div>
      </main>
    `;
  }

  #deleted(page: RunPage, run: Run | undefined) {
    return html`
      <main class="centre" role="status">
        <vscode-icon name="trash" size="32"></vscode-icon>
        <p>${run ? t('“{0}” was deleted.', run.name) : t('This run was deleted.')}</p>
        <div class="row">
          <vscode-button secondary icon="add" @click=${() => page.setup()}>${t('New Run')}</vscode-button>
        </div>
      </main>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-app': RunApp;
  }
}
