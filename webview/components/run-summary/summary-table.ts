import { html, nothing } from 'lit';
import { count, seconds, usd } from '../../state/metrics.ts';
import { number, t } from '../../words/translate.ts';
import {
  checkNames,
  costPerThousand,
  costWords,
  rateOf,
  rateWords,
  type Series,
  type Summary,
} from './summary-figures.ts';

const nothingYet = '–';

/** All figures of all models, in words: what the plots show, and more. */
export function summaryTable(series: readonly Series[], summary: Summary) {
  const checks = checkNames(summary);
  const cached = series.some((one) => one.summary.counts.cached > 0);
  const head = (name: string, help = '') => html`<th scope="col" title=${help}>${name}</th>`;
  return html`
    <div class="scroller" tabindex="0" role="region" aria-label=${t('Figures of each model')}>
      <table>
        <thead>
          <tr>
            ${head(t('Model'))} ${head(t('Answered'), t('Share of calls that succeeded, with the 95 % interval'))}
            ${checks.map((check) => head(check, t('Answers that passed {0}, with the 95 % interval', check)))}
            ${head(t('Tokens in → out'))} ${head(t('Cost'))} ${head(t('per {0}', 1000), t('Cost of {0} answers', 1000))}
            ${head('p50', t('Median latency'))} ${head('p95', t('Latency of the slowest 5 %'))}
            ${head('TTFT', t('Median time to the first token'))} ${head(t('tok/s'), t('Median tokens per second after the first'))}
            ${cached ? head(t('Cached'), t('Answers that came from the cache, left out of cost and latency')) : nothing}
          </tr>
        </thead>
        <tbody>
          ${series.map((one) => tableRow(one, checks, cached))}
        </tbody>
      </table>
    </div>
  `;
}

function tableRow({ label, summary }: Series, checks: readonly string[], cached: boolean) {
  const { counts, usage, latency, ttft, tokensPerSecond, success, cost } = summary;
  const thousand = costPerThousand(summary);
  const ended = counts.succeeded + counts.failed;
  const share = html`${success ? rateWords(success) : nothingYet}
    <span class="of">${t('{0} of {1}', counts.succeeded, ended)}</span>`;
  const speed =
    tokensPerSecond === undefined ? nothingYet : number(tokensPerSecond, tokensPerSecond < 10 ? 1 : 0);
  return html`
    <tr>
      <th scope="row" title=${label}>${label}</th>
      <td>${share}</td>
      ${checks.map((check) => {
        const rate = rateOf(summary, check);
        return html`<td>${rate ? rateWords(rate) : nothingYet}</td>`;
      })}
      <td>${count(usage.inputTokens)} → ${count(usage.outputTokens)}</td>
      <td>${ended === 0 ? nothingYet : costWords(cost)}</td>
      <td>${thousand === null || cost.basis === 'free' ? nothingYet : usd(thousand)}</td>
      <td>${latency ? seconds(latency.p50) : nothingYet}</td>
      <td>${latency ? seconds(latency.p95) : nothingYet}</td>
      <td>${ttft ? seconds(ttft.p50) : nothingYet}</td>
      <td>${speed}</td>
      ${cached ? html`<td>${number(counts.cached)}</td>` : nothing}
    </tr>
  `;
}
