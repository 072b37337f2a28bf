import { html, nothing } from 'lit';
import { manyVariantsWarning } from '../../../src/core/run-variants.ts';
import type { Band, ModelEstimate, RunEstimate } from '../../../src/protocol/run-estimate.ts';
import type { RunSetupState } from '../../state/run-setup.ts';
import { countBand, timeBand, usdBand } from '../../state/run-setup-estimate.ts';

/** What the whole run would ask, cost and take. */
export function estimateSection(state: RunSetupState) {
  const { asking, value, failure } = state.estimator.state;
  if (failure && !asking) {
    return html`<abai-message-box kind="warning" role="status"
      >The cost could not be estimated: ${failure.message}</abai-message-box
    >`;
  }
  if (!value) {
    const text = asking
      ? 'Estimating…'
      : 'Calls, tokens and cost show here once there are data, a prompt and a model.';
    return html`<p class="muted" aria-busy=${asking}>${text}</p>`;
  }
  return html`
    <div class=${asking ? 'stale' : ''} aria-busy=${asking}>
      ${value.problems.map((problem) => html`<abai-message-box kind="error" role="alert">${problem}</abai-message-box>`)}
      ${newWarnings(state, value).map((warning) => html`<abai-message-box kind="warning" role="status">${warning}</abai-message-box>`)}
      ${table(value, nativeModels(state))}
    </div>
  `;
}

/** What does not stand beside the models already. */
function newWarnings(state: RunSetupState, { warnings }: RunEstimate): string[] {
  const { models, prompts } = state.form;
  const said = new Set([
    manyVariantsWarning(models.length * prompts.length),
    ...models.map(({ reference }) => state.models.label(reference).problem),
  ]);
  return warnings.filter((warning) => !said.has(warning));
}

function nativeModels({ form }: RunSetupState): ReadonlySet<string> {
  return new Set(form.models.filter(({ native }) => native).map(({ reference }) => reference));
}

function table(estimate: RunEstimate, native: ReadonlySet<string>) {
  const { models, calls, cost, batchCost, duration } = estimate;
  const batch = models.some((model) => model.batchCost !== null);
  const partly = models.some((model) => model.cost === null);
  return html`
    <div class="scroller" tabindex="0" role="region" aria-label="Estimate">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Calls</th>
            <th scope="col">Tokens in</th>
            <th scope="col">Tokens out</th>
            <th scope="col">Cost</th>
            ${batch ? html`<th scope="col">With batch API</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${models.map((model) => estimateRow(model, native.has(model.model), batch))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All ${estimate.rows.toLocaleString('en')} rows</th>
            <td>${calls.toLocaleString('en')}</td>
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
        ? html`<p class="muted">Batch APIs answer within 24 hours. Figures are estimates.</p>`
        : html`<p class="muted">
            Takes ${timeBand(duration)}${native.size > 0 ? ', and up to 24 hours for what goes through a batch API' : ''}.
            Figures are estimates.
          </p>`
    }
  `;
}

function total(cost: Band | null, partly: boolean): string {
  if (cost === null) return 'unknown';
  if (cost.high === 0) return partly ? 'partly unknown' : 'free';
  return `${partly ? 'at least ' : ''}${usdBand(cost)}`;
}

/** What a model that goes through the batch API would cost live is struck out. */
function estimateRow(model: ModelEstimate, native: boolean, batch: boolean) {
  const { label, calls, inputTokens, outputTokens, cost, basis, batchCost } = model;
  const price = basis === 'free' ? 'free' : cost === null ? 'unknown' : usdBand(cost);
  return html`
    <tr>
      <th scope="row" title=${model.model}>${label}</th>
      <td>${calls.toLocaleString('en')}</td>
      <td>${countBand(inputTokens)}</td>
      <td>${countBand(outputTokens)}</td>
      <td>${native && batchCost !== null ? html`<s>${price}</s>` : price}</td>
      ${batch ? html`<td>${batchCost === null ? '–' : native ? html`<strong>${usdBand(batchCost)}</strong>` : usdBand(batchCost)}</td>` : nothing}
    </tr>
  `;
}
