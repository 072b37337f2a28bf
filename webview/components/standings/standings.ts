import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ModelIndex } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import { type Standings, StandingsFeed } from '../../state/standings-feed.ts';
import { baseLook } from '../look/base-look.ts';
import { tableLook } from '../look/table-look.ts';
import '../plot/plot.ts';
import { t, tParts } from '../../words/translate.ts';
import { percent, rateWords } from '../run-summary/summary-figures.ts';
import { rankingContent, rankingLines } from './ranking-plot.ts';
import { type StandingRow, standingRows } from './standing-rows.ts';
import { standingsLook } from './standings.styles.ts';

/** From so many votes on the back end gives a ranking. */
const fewestForRanking = 20;

/**
 * Which models are preferred in a project. The panel loads it later than itself, and has made `vscode-icon` and
 * `vscode-button` by then.
 */
@customElement('abai-standings')
export class StandingsView extends LitElement {
  static override styles = [baseLook, tableLook, standingsLook];

  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) models!: ModelIndex;
  /** The current one when it is missing. */
  @property({ attribute: false }) projectId: string | undefined;
  #feed: StandingsFeed | undefined;

  protected override willUpdate(): void {
    if (this.#feed && this.#feed.projectId === this.projectId) return;
    this.#feed?.stop();
    this.#feed = new StandingsFeed(this.panel.client, this.projectId, () => this.requestUpdate());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#feed?.stop();
    this.#feed = undefined;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }

  protected override render() {
    return html`
      <main class="middle">
        <div class="head">
          <vscode-button secondary icon="arrow-left" @click=${() => this.panel.setStandings(false)}>${t('Back')}</vscode-button>
          <h1 tabindex="-1">${t('Standings')}</h1>
        </div>
        ${this.#body()}
      </main>
    `;
  }

  #body() {
    const { standings, failure } = this.#feed ?? {};
    if (!standings && failure) {
      return html`
        <div class="centre" role="alert">
          <vscode-icon class="failed" name="error" size="32"></vscode-icon>
          <p>${failure.message}</p>
          <vscode-button icon="refresh" @click=${() => this.#feed?.load()}>${t('Try Again')}</vscode-button>
        </div>
      `;
    }
    if (!standings) return html`<div class="centre" aria-busy="true">${t('Counting votes…')}</div>`;
    return html`
      ${failure ? html`<p role="status" class="muted">${t('These figures are from before: {0}', failure.message)}</p>` : nothing}
      ${standings.pairs.length === 0 ? this.#empty(standings) : this.#full(standings)}
    `;
  }

  #empty({ votes }: Standings) {
    return html`
      <div class="centre">
        <vscode-icon name="star-empty" size="32"></vscode-icon>
        <p>
          ${
            votes === 0
              ? t(
                  'Nobody has voted in this project yet. Compare models, and say below the answers which is best.',
                )
              : t('So far all answers were found bad. Once one is best, its model stands here.')
          }
        </p>
      </div>
    `;
  }

  #full(standings: Standings) {
    const { votes, pairs, ranking } = standings;
    const names = this.#names(standings);
    const nameOf = (reference: string): string => names.get(reference) ?? reference;
    return html`
      <p class="muted">${votes === 1 ? t('1 vote in this project.') : t('{0} votes in this project.', votes)}</p>
      ${
        ranking
          ? html`<div class="plot">
              <abai-plot
                .content=${rankingContent(rankingLines(ranking, nameOf))}
                .client=${this.panel.client}
                .fileName=${'ranking'}
              ></abai-plot>
            </div>`
          : html`<p>${t('A ranking shows from {0} votes on: fewer say little.', fewestForRanking)}</p>`
      }
      <h2 id="pairs">${t('Pairs')}</h2>
      <p class="muted">
        ${t('How often the first was preferred, ties counted half, with the 95 % interval (Wilson). Bold: above 50 % beyond chance.')}
      </p>
      <div class="scroller" tabindex="0" role="region" aria-labelledby="pairs">
        <table>
          <thead>
            <tr>
              <th scope="col">${t('Pair')}</th>
              <th scope="col">${t('Preferred')}</th>
              <th scope="col" aria-hidden="true"><span class="mark">50 %</span></th>
              <th scope="col">${t('Wins')}</th>
              <th scope="col">${t('Ties')}</th>
              <th scope="col">${t('Losses')}</th>
            </tr>
          </thead>
          <tbody>
            ${standingRows(pairs, nameOf).map((each) => tableRow(each))}
          </tbody>
        </table>
      </div>
    `;
  }

  /** The shortest of each model's names that no other has. */
  #names({ pairs }: Standings): Map<string, string> {
    const references = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))];
    const labels = references.map((reference) => this.models.label(reference));
    const alone = (kind: 'shortName' | 'name', name: string): boolean =>
      labels.filter((label) => label[kind] === name).length === 1;
    return new Map(
      labels.map(({ reference, name, shortName }) => {
        if (alone('shortName', shortName)) return [reference, shortName];
        return [reference, alone('name', name) ? name : `${name} (${reference})`];
      }),
    );
  }
}

function tableRow(one: StandingRow) {
  const { first, second, wins, ties, losses, rate, low, high, clear } = one;
  return html`
    <tr>
      <th scope="row">${tParts('{0} over {1}', first, second)}</th>
      <td class=${clear ? 'clear' : ''}>${rateWords(one)}</td>
      <td aria-hidden="true" title=${t('{0}, between {1} and {2}', percent(rate), percent(low), percent(high))}>
        <svg class="range" width="110" height="12" viewBox="0 0 110 12">
          <path class="half" d="M55 0V12" />
          <path class="reach" d="M${across(low)} 6H${across(high)}" />
          <circle cx=${across(rate)} cy="6" r="3.5" />
        </svg>
      </td>
      <td>${wins}</td>
      <td>${ties}</td>
      <td>${losses}</td>
    </tr>
  `;
}

/** Pixels of a share in its small picture. */
function across(share: number): number {
  return Math.round(50 + share * 1000) / 10;
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-standings': StandingsView;
  }
}
