import { html, nothing } from 'lit';
import type { ModelEstimate, RunEstimate } from '../../../src/protocol/run-estimate.ts';
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
      ${value.warnings.map((warning) => html`<abai-message-box kind="warning" role="status">${warning}</abai-message-box>`)}
      ${table(value, state.form.prompts.length > 1)}
    </div>
  `;
}

function table(estimate: RunEstimate, several: boolean) {
  const { models, calls, cost, batchCost, duration } = estimate;
  const native = models.some((model) => model.batchCost !== null);
  const partly = models.some((model) => model.cost === null);
  const total = cost === null ? 'unknown' : `${partly ? 'at least ' : ''}${usdBand(cost)}`;
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
            ${native ? html`<th scope="col">With batch API</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${models.map((model) => estimateRow(model, several, native))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All ${estimate.rows.toLocaleString('en')} rows</th>
            <td>${calls.toLocaleString('en')}</td>
            <td></td>
            <td></td>
            <td>${total}</td>
            ${native ? html`<td>${batchCost === null ? '' : usdBand(batchCost)}</td>` : nothing}
          </tr>
        </tfoot>
      </table>
    </div>
    <p class="muted">Takes ${timeBand(duration)}, without what goes through a batch API. Figures are estimates.</p>
  `;
}

function estimateRow(model: ModelEstimate, several: boolean, native: boolean) {
  const { label, prompt, calls, inputTokens, outputTokens, cost, basis, batchCost } = model;
  const price = basis === 'free' ? 'free' : cost === null ? 'unknown' : usdBand(cost);
  return html`
    <tr>
      <th scope="row" title=${model.model}>${label}${several && !label.includes('Prompt') ? ` · Prompt ${prompt + 1}` : ''}</th>
      <td>${calls.toLocaleString('en')}</td>
      <td>${countBand(inputTokens)}</td>
      <td>${countBand(outputTokens)}</td>
      <td>${price}</td>
      ${native ? html`<td>${batchCost === null ? '–' : usdBand(batchCost)}</td>` : nothing}
    </tr>
  `;
}
