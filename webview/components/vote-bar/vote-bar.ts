import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Vote } from '../../../src/protocol/votes.ts';
import { type JudgedAnswer, judged, voteOn } from '../../state/judged.ts';
import type { LiveComparison } from '../../state/live-comparison.ts';
import type { ModelIndex } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import { VoteFeed } from '../../state/vote-feed.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import { voteBarLook } from './vote-bar.styles.ts';

interface Choice {
  key: string;
  text: string;
  /** What a screen reader says. */
  label: string;
  icon: string;
  verdict: Vote['verdict'];
  conversationId?: string;
  disabled: boolean;
  chosen: boolean;
}

/** Says which of the newest answers was best. The panel loads it later than itself, and has made `vscode-icon` by then. */
@customElement('abai-vote-bar')
export class VoteBar extends LitElement {
  static override styles = [baseLook, voteBarLook];

  @property({ attribute: false }) live!: LiveComparison;
  @property({ attribute: false }) models!: ModelIndex;
  @property({ attribute: false }) panel!: Panel;
  #feed: VoteFeed | undefined;

  protected override willUpdate(): void {
    const { id } = this.live.comparison;
    if (this.#feed?.comparisonId === id) return;
    this.#feed?.stop();
    const feed = new VoteFeed(this.panel.client, id, () => {
      // Who has voted, here or elsewhere, may know whose answers they are.
      if (feed.votes?.length && this.panel.namesHidden) this.panel.showNames();
      this.requestUpdate();
    });
    this.#feed = feed;
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

  #choices(answers: readonly JudgedAnswer[], vote: Vote | undefined): Choice[] {
    const best = answers.map(({ conversationId, empty }): Choice => {
      const { model, modelName } = this.live.comparison.threads.find(
        (thread) => thread.conversationId === conversationId,
      )!;
      const { name, shortName } = this.models.label(model, modelName);
      const chosen = vote?.verdict === 'winner' && vote.winner === model;
      return {
        key: conversationId,
        text: shortName,
        label: t('Best: {0}', name),
        icon: chosen ? 'star-full' : 'star-empty',
        verdict: 'winner',
        conversationId,
        disabled: empty,
        chosen,
      };
    });
    const other = (verdict: 'tie' | 'all-bad', text: string, icon: string): Choice => ({
      key: verdict,
      text,
      label: text,
      icon,
      verdict,
      disabled: false,
      chosen: vote?.verdict === verdict,
    });
    return [...best, other('tie', t('Tie'), 'dash'), other('all-bad', t('All bad'), 'thumbsdown')];
  }

  #choose({ verdict, conversationId, chosen }: Choice, vote: Vote | undefined): void {
    if (chosen && vote) void this.#feed?.withdraw(vote);
    else {
      const blind = this.panel.namesHidden;
      void this.#feed?.cast({ verdict, blind, ...(conversationId ? { conversationId } : {}) });
    }
  }

  protected override render() {
    const feed = this.#feed;
    const answers = judged(this.live);
    if (!feed || !answers) return nothing;
    const { votes, failure, busy } = feed;
    const vote = votes && voteOn(votes, answers);
    const waiting = busy || (votes === undefined && failure === undefined);
    return html`
      <div class="bar ${vote ? 'voted' : ''}" role="region" aria-label=${t('Vote')} aria-busy=${waiting}>
        <span class="ask" id="ask">${t('Which answer is best?')}</span>
        <div class="choices" role="group" aria-labelledby="ask">
          ${repeat(
            this.#choices(answers, vote),
            ({ key }) => key,
            (choice) => html`
              <button
                aria-pressed=${choice.chosen}
                aria-label=${choice.label}
                title=${choice.label}
                ?disabled=${choice.disabled}
                @click=${() => this.#choose(choice, vote)}
              >
                <vscode-icon name=${choice.icon}></vscode-icon><span>${choice.text}</span>
              </button>
            `,
          )}
        </div>
        <div class="rest">
          <span role="status">${vote ? this.#words(vote) : nothing}</span>
          ${
            vote
              ? html`<button class="link" ?disabled=${busy} @click=${() => feed.withdraw(vote)}>${t('Take back')}</button>`
              : nothing
          }
          <button class="link" @click=${() => this.panel.setStandings(true)}>${t('Standings…')}</button>
        </div>
        ${
          failure
            ? html`<p class="problem" role="alert">
                ${failure.message}
                ${
                  votes === undefined
                    ? html`<button class="link" @click=${() => feed.load()}>${t('Try again')}</button>`
                    : nothing
                }
              </p>`
            : nothing
        }
      </div>
    `;
  }

  #words({ verdict, winner, blind }: Vote): string {
    const thread = this.live.comparison.threads.find(({ model }) => model === winner);
    const name = winner === undefined ? '' : this.models.label(winner, thread?.modelName).shortName;
    switch (verdict) {
      case 'winner':
        return blind ? t('You chose {0}, without knowing the names.', name) : t('You chose {0}.', name);
      case 'tie':
        return blind ? t('You called it a tie, without knowing the names.') : t('You called it a tie.');
      case 'all-bad':
        return blind ? t('You found all bad, without knowing the names.') : t('You found all bad.');
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-vote-bar': VoteBar;
  }
}
