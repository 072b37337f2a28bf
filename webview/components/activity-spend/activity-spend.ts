import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  type ActivityPart,
  type ActivitySum,
  activityParts,
  activitySum,
  activitySums,
  byWeight,
} from '../../../src/core/activity-sums.ts';
import type { Activity } from '../../../src/protocol/activity.ts';
import { type ActivityMeasure, activityMeasures, daysOf } from '../../state/activity-filter.ts';
import type { ActivityPage } from '../../state/activity-page.ts';
import { number, t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import { tableLook } from '../look/table-look.ts';
import '../plot/plot.ts';
import { activityContent } from './activity-plot.ts';
import { activitySpendLook } from './activity-spend.styles.ts';
import { longDayText, measureWords, partWord, sumText, unknownText } from './activity-words.ts';

/** What was spent, as sums, as a plot and as a table. There must be something. */
@customElement('abai-activity-spend')
export class ActivitySpend extends LitElement {
  static override styles = [baseLook, tableLook, activitySpendLook];

  @property({ attribute: false }) page!: ActivityPage;
  /** Of the page, which is one object however it changes. */
  @property({ attribute: false }) revision = 0;

  protected override render() {
    const { page } = this;
    const rows = page.shown;
    const all = activitySum(rows);
    return html`
      <dl class="sums">
        ${[
          [t('Spend'), sumText(all)],
          [t('Calls'), number(all.calls)],
          [t('Tokens in'), number(all.tokensIn)],
          [t('Tokens out'), number(all.tokensOut)],
          ...(all.failed > 0 ? [[t('Failed'), number(all.failed)]] : []),
        ].map(
          ([name, figure]) => html`<div>
            <dt>${name}</dt>
            <dd>${figure}</dd>
          </div>`,
        )}
      </dl>
      ${
        all.unknownCosts > 0
          ? html`<p class="muted">
              ${t('Not in the spend: {0}. Give prices in the settings to know more.', unknownText(all.unknownCosts))}
            </p>`
          : nothing
      }
      ${this.#choice(
        t('Bars show'),
        activityMeasures,
        page.measure,
        (one) => measureWords(one).title,
        (one) => page.draw(one),
      )}
      ${this.#plot(rows, all)}
      <h2 id="totals">${t('Totals')}</h2>
      ${this.#choice(t('Added up by'), activityParts, page.part, partWord, (one) => page.addUpBy(one))}
      ${this.#table(rows, all)}
    `;
  }

  #plot(rows: readonly Activity[], all: ActivitySum) {
    const { page } = this;
    if (page.measure === 'cost' && all.usd === 0) {
      return html`<p class="muted">
        ${all.unknownCosts > 0 ? t('No price is known of what was asked, so there is no spend to draw.') : t('All of this was free, so there is no spend to draw.')}
      </p>`;
    }
    const content = activityContent(rows, {
      measure: page.measure,
      ...daysOf(page.filter, Date.now()),
      nameOf: (reference) => page.models.label(reference).name,
    });
    return html`<abai-plot
      .content=${content}
      .client=${page.client}
      .fileName=${`activity-${page.measure}`}
    ></abai-plot>`;
  }

  #choice<T extends ActivityMeasure | ActivityPart>(
    label: string,
    all: readonly T[],
    chosen: T,
    wordOf: (one: T) => string,
    choose: (one: T) => void,
  ) {
    return html`
      <div class="choice" role="group" aria-label=${label}>
        <span class="muted" aria-hidden="true">${label}</span>
        ${all.map(
          (one) =>
            html`<button aria-pressed=${one === chosen} @click=${() => choose(one)}>${wordOf(one)}</button>`,
        )}
      </div>
    `;
  }

  #table(rows: readonly Activity[], all: ActivitySum) {
    const { part } = this.page;
    const sums = [...activitySums(rows, part)];
    // Days in their order, the last first; all else by what it costs.
    const sorted = part === 'day' ? sums.reverse() : sums.sort(byWeight);
    const figures = (sum: ActivitySum) => html`
      <td>${sumText(sum)}</td>
      <td>${number(sum.calls)}</td>
      <td>${number(sum.failed)}</td>
      <td>${number(sum.tokensIn)}</td>
      <td>${number(sum.tokensOut)}</td>
    `;
    return html`
      <div class="scroller" tabindex="0" role="region" aria-labelledby="totals">
        <table>
          <thead>
            <tr>
              ${[partWord(part), t('Spend'), t('Calls'), t('Failed'), t('Tokens in'), t('Tokens out')].map(
                (name) => html`<th scope="col">${name}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${sorted.map(([key, sum]) => {
              const { name, more } = this.#nameOf(key);
              return html`<tr>
                <th scope="row" title=${more ?? name}>${name}</th>
                ${figures(sum)}
              </tr>`;
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">${t('All')}</th>
              ${figures(all)}
            </tr>
          </tfoot>
        </table>
      </div>
    `;
  }

  #nameOf(key: string): { name: string; more?: string } {
    const { page } = this;
    switch (page.part) {
      case 'model':
        return { name: page.models.label(key).name, more: key };
      case 'provider':
        return { name: page.models.label(`${key}:`).providerName, more: key };
      case 'project':
        return { name: page.projectName(key) ?? t('Another project') };
      case 'day':
        return { name: longDayText(key) };
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-activity-spend': ActivitySpend;
  }
}
