import { html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Comparison, Thread } from '../../../src/protocol/comparisons.ts';
import type { Failure } from '../../../src/protocol/failure.ts';
import type { HostPort } from '../../connection/host-port.ts';
import type { PageClient } from '../../connection/page-client.ts';
import { CodeActionEvent } from '../../render/code-header.ts';
import { PaintScheduler } from '../../render/paint-scheduler.ts';
import { codePlaceOf, doWithCode } from '../../state/code-actions.ts';
import { judged } from '../../state/judged.ts';
import type { LiveComparison } from '../../state/live-comparison.ts';
import { Panel } from '../../state/panel.ts';
import '../columns/columns.ts';
import '../composer/composer.ts';
import type { Composer } from '../composer/composer.ts';
import { baseLook } from '../look/base-look.ts';
import { centreLook } from '../look/centre-look.ts';
import '../message-box/message-box.ts';
import { OpenLinkEvent } from '../rich-text/rich-text.ts';
import '../turn-banner/turn-banner.ts';
import { t } from '../../words/translate.ts';
import { appLook } from './app.styles.ts';

/** The whole panel. It stands still until it is connected. */
@customElement('abai-app')
export class App extends LitElement {
  static override styles = [baseLook, centreLook, appLook];

  /** Redrawn as a whole with each paint; what did not change costs nothing. */
  @property({ attribute: false }) panel: Panel | undefined;
  @query('abai-composer') private composer!: Composer | null;
  readonly #scheduler = new PaintScheduler(() => this.requestUpdate());
  #drawnView: string | undefined;
  #voteBarAsked = false;
  #standingsAsked = false;

  /** Begins to show what the host or the last page of this panel wants. */
  connect(client: PageClient, host: HostPort): void {
    const panel = new Panel(client, host, (urgent) => {
      this.#scheduler.streams = panel.streams;
      this.#scheduler.request(urgent);
    });
    this.panel = panel;
    this.addEventListener(OpenLinkEvent.type, (event) =>
      panel.window.openExternal((event as OpenLinkEvent).url),
    );
    this.addEventListener(CodeActionEvent.type, (event) => {
      const { view } = panel;
      const place = view.kind === 'showing' ? codePlaceOf(view.live) : {};
      return doWithCode(panel.window.ask, event as CodeActionEvent, place);
    });
    window.addEventListener('pagehide', () => panel.keep());
    void panel.start();
  }

  protected override updated(): void {
    const kind = this.panel?.view.kind;
    if (kind === this.#drawnView) return;
    this.#drawnView = kind;
    if (kind === 'compose') void this.composer?.focusPrompt();
  }

  protected override render() {
    const { panel } = this;
    if (!panel) return nothing;
    return html`
      ${this.#view(panel)}
      <div class="for-screen-readers" role="log" aria-live="polite" aria-label=${t('Ended answers')}>
        ${repeat(
          panel.announcements,
          ({ id }) => id,
          ({ text }) => html`<div>${text}</div>`,
        )}
      </div>
    `;
  }

  #view(panel: Panel) {
    const { view } = panel;
    switch (view.kind) {
      case 'starting':
      case 'loading':
        return html`
          <main class="centre" aria-busy="true">
            <div class="late">${t('Loading…')}</div>
          </main>
        `;
      case 'compose':
        return this.#compose(panel);
      case 'showing':
        return this.#showing(panel, view.live);
      case 'standings':
        return this.#standings(panel);
      case 'failed':
        return this.#failed(panel, view.failure);
      case 'deleted':
        return this.#deleted(panel, view.comparison);
    }
  }

  #compose(panel: Panel) {
    return html`
      <main class="compose">
        <div class="middle">
          <h1>${t('Compare models')}</h1>
          <p class="lead">${t('One prompt, every answer side by side.')}</p>
          ${this.#boxes(panel)} ${this.#composer(panel, 'compose', [])}
          <p class="tip">
            ${t('To ask about code, select it in an editor and run “A-B/AI: Compare Selection Across Models”.')}
          </p>
        </div>
      </main>
    `;
  }

  #showing(panel: Panel, live: LiveComparison) {
    return html`
      <main>
        <abai-turn-banner
          .comparison=${live.comparison}
          .panel=${panel}
          .arrangement=${panel.arrangement}
        ></abai-turn-banner>
        <abai-columns
          .live=${live}
          .models=${panel.models}
          .panel=${panel}
          .arrangement=${panel.arrangement}
        ></abai-columns>
        ${this.#voteBar(panel, live)}
        ${this.#boxes(panel)}
        <div class="foot">${this.#composer(panel, 'follow-up', live.comparison.threads)}</div>
      </main>
    `;
  }

  #standings(panel: Panel) {
    if (!this.#standingsAsked) {
      this.#standingsAsked = true;
      import('../standings/standings.ts').catch(() => {
        this.#standingsAsked = false;
        panel.setStandings(false);
      });
    }
    return html`
      <abai-standings .panel=${panel} .models=${panel.models} .projectId=${panel.projectId}></abai-standings>
    `;
  }

  #voteBar(panel: Panel, live: LiveComparison) {
    if (!judged(live)) return nothing;
    if (!this.#voteBarAsked) {
      this.#voteBarAsked = true;
      // Without it the answers can be read all the same.
      void import('../vote-bar/vote-bar.ts').catch(() => undefined);
    }
    return html`<abai-vote-bar .live=${live} .models=${panel.models} .panel=${panel}></abai-vote-bar>`;
  }

  #composer(panel: Panel, mode: 'compose' | 'follow-up', threads: readonly Thread[]) {
    return html`
      <abai-composer
        .panel=${panel}
        .draft=${panel.draft}
        .models=${panel.models}
        .mode=${mode}
        .offeredTools=${panel.view.kind === 'showing' ? (panel.view.live.comparison.tools ?? []) : []}
        .threads=${threads}
        .generating=${panel.generating}
        .sending=${panel.sending}
        .blind=${panel.blind.wanted}
        .namesHidden=${panel.namesHidden}
      ></abai-composer>
    `;
  }

  #failed(panel: Panel, failure: Failure) {
    return html`
      <main class="centre" role="alert">
        <vscode-icon class="failed" name="error" size="32"></vscode-icon>
        <p>${failure.code === 'not-found' ? t('This comparison does not exist any more.') : failure.message}</p>
        <div class="row">
          <vscode-button icon="refresh" @click=${() => panel.reopen()}>${t('Try Again')}</vscode-button>
          <vscode-button secondary icon="add" @click=${() => panel.newComparison()}>${t('New Comparison')}</vscode-button>
        </div>
      </main>
    `;
  }

  #deleted(panel: Panel, comparison: Comparison) {
    return html`
      <main class="centre">
        <vscode-icon name="trash" size="32"></vscode-icon>
        <p>${t('“{0}” was deleted.', comparison.name)}</p>
        ${panel.draft.prompt.trim() === '' ? nothing : html`<p>${t('What you were writing is kept.')}</p>`}
        <div class="row">
          <vscode-button icon="edit" @click=${() => panel.reuse(comparison)}>${t('Ask Again')}</vscode-button>
          <vscode-button secondary icon="add" @click=${() => panel.newComparison()}>${t('New Comparison')}</vscode-button>
        </div>
      </main>
    `;
  }

  #boxes(panel: Panel) {
    const { notices, problem } = panel;
    if (notices.length === 0 && !problem) return nothing;
    const close = (act: () => void) => html`
      <vscode-toolbar-button slot="close" icon="close" label=${t('Dismiss')} title=${t('Dismiss')} @click=${act}></vscode-toolbar-button>
    `;
    return html`
      <div class="boxes">
        ${notices.map(
          (notice) => html`
            <abai-message-box kind="warning" role="status"
              >${notice}${close(() => panel.dismissNotice(notice))}</abai-message-box
            >
          `,
        )}
        ${
          problem
            ? html`<abai-message-box kind="error" role="alert"
                >${problem.message}${close(() => panel.dismissProblem())}</abai-message-box
              >`
            : nothing
        }
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-app': App;
  }
}
