import { html, nothing } from 'lit';
import { manyVariantsWarning } from '../../../src/core/run-variants.ts';
import type { Band, ModelEstimate, RunEstimate } from '../../../src/protocol/run-estimate.ts';
import type { RunSetupState } from '../../state/run-setup.ts';
import { countBand, timeBand, usdBand } from '../../state/run-setup-estimate.ts';
import { said } from '../../words/sentence.ts';
import { number, t } from '../../words/translate.ts';

/** What the whole run would ask, cost and take. */
export function estimateSection(state: RunSetupState) {
  const { asking, value, failure } = state.estimator.state;
  if (failure && !asking) {
    return html`<abai-message-box kind="warning" role="status"
      >${t('The cost could not be estimated: {0}', failure.message)}</abai-message-box
    >`;
  }
  if (!value) {
    const text = asking
      ? t('Estimating…')
      : t('Calls, tokens and cost show here once there are data, a prompt and a model.');
    return html`<p class="muted" aria-busy=${asking}>${text}</p>`;
  }
  return html`
    <div class=${asking ? 'stale' : ''} aria-busy=${asking}>
      ${value.problems.map((problem) => html`<abai-message-box kind="error" role="alert">${said(problem)}</abai-message-box>`)}
      ${newWarnings(state, value).map((warning) => html`<abai-message-box kind="warning" role="status">${said(warning)}</abai-message-box>`)}
      ${table(value, nativeModels(state))}
    </div>
  `;
}

/** What does not stand beside the models already. */
function newWarnings(state: RunSetupState, { warnings }: RunEstimate): string[] {
  const { models, prompts } = state.form;
  const beside = new Set([
    manyVariantsWarning(models.length * prompts.length),
    ...models.map(({ reference }) => state.models.label(reference).problem),
  ]);
  return warnings.filter((warning) => !beside.has(warning));
}

function nativeModels({ form }: RunSetupState): ReadonlySet<string> {
  return new Set(form.models.filter(({ native }) => native).map(({ reference }) => reference));
}

function table(estimate: RunEstimate, native: ReadonlySet<string>) {
  const { models, calls, cost, batchCost, duration } = estimate;
  const batch = models.some((model) => model.batchCost !== null);
  const partly = models.some((model) => model.cost === null);
  return html`
    <div class="scroller" tabindex="0" role="region" aria-label=${t('Estimate')}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">${t('Model')}</th>
            <th scope="col">${t('Calls')}</th>
            <th scope="col">${t('Tokens in')}</th>
            <th scope="col">${t('Tokens out')}</th>
            <th scope="col">${t('Cost')}</th>
            ${batch ? html`<th scope="col">${t('With batch API')}</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${models.map((model) => estimateRow(model, native.has(model.model), batch))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${estimate.rows === 1 ? t('1 row') : t('All {0} rows', estimate.rows)}</th>
            <td>${number(calls)}</td>
            <td></td>
            <td></td>
            <td>${total(cost, partly)}</td>
            ${batch ? html`<td>${total(batchCost, partly)}</td>` : nothing}
          </tr>
        </tfoot>
      </table>
    </div>
    ${
      models.every((model) => native.has(model.model))
        ? html`<p class="muted">${t('Batch APIs answer within 24 hours. Figures are estimates.')}</p>`
        : html`<p class="muted">
            ${
              native.size > 0
                ? t(
                    'Takes {0}, and up to 24 hours for what goes through a batch API. Figures are estimates.',
                    timeBand(duration),
                  )
                : t('Takes {0}. Figures are estimates.', timeBand(duration))
            }
          </p>`
    }
  `;
}

function total(cost: Band | null, partly: boolean): string {
  if (cost === null) return t('unknown');
  if (cost.high === 0) return partly ? t('partly unknown') : t('free');
  return partly ? t('at least {0}', usdBand(cost)) : usdBand(cost);
}

/** What a model that goes through the batch API would cost live is struck out. */
function estimateRow(model: ModelEstimate, native: boolean, batch: boolean) {
  const { label, calls, inputTokens, imageTokens, outputTokens, cost, basis, batchCost } = model;
  const price = basis === 'free' ? t('free') : cost === null ? t('unknown') : usdBand(cost);
  return html`
    <tr>
      <th scope="row" title=${model.model}>${label}</th>
      <td>${number(calls)}</td>
      <td>
        ${countBand(inputTokens)}
        ${imageTokens && imageTokens.high > 0 ? html`<div class="muted">${t('Images: {0}', countBand(imageTokens))}</div>` : nothing}
      </td>
      <td>${countBand(outputTokens)}</td>
      <td>${native && batchCost !== null ? html`<s>${price}</s>` : price}</td>
      ${batch ? html`<td>${batchCost === null ? '–' : native ? html`<strong>${usdBand(batchCost)}</strong>` : usdBand(batchCost)}</td>` : nothing}
    </tr>
  `;
}
