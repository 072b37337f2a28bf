import { html, nothing } from 'lit';
import type { Dataset } from '../../../src/protocol/datasets.ts';
import type { RunSetupState } from '../../state/run-setup.ts';

const plural = (amount: number, one: string) =>
  amount === 1 ? `1 ${one}` : `${amount.toLocaleString('en')} ${one}s`;

/** Warnings that are shown; a ragged table of a million rows has as many. */
const shownWarnings = 20;

/** Which table, what is in it, and what was odd about it. */
export function dataSection(state: RunSetupState) {
  const { view } = state.data;
  switch (view.kind) {
    case 'none':
      return html`
        <div class="empty">
          <p>Choose a CSV, TSV, JSON or JSON Lines file. Each row becomes one question to every model.</p>
          <vscode-button id="data" icon="folder-opened" @click=${() => state.pickData()}
            >Choose a Data File…</vscode-button
          >
        </div>
      `;
    case 'loading':
      return html`<p class="muted late" aria-busy="true">Reading the data…</p>`;
    case 'failed':
      return html`
        <abai-message-box kind="error" role="alert">
          ${view.failure.message}
          <vscode-button slot="actions" icon="folder-opened" @click=${() => state.pickData()}
            >Choose a Data File…</vscode-button
          >
          <vscode-button slot="actions" secondary icon="refresh" @click=${() => state.retryData()}
            >Try Again</vscode-button
          >
        </abai-message-box>
      `;
    case 'ready':
      return html`
        <div class="line">
          <vscode-icon name="table"></vscode-icon>
          <span class="file" title=${view.dataset.sourceFile ?? view.dataset.name}>${view.dataset.name}</span>
          <span class="muted"
            >${plural(view.dataset.rowCount, 'row')} · ${plural(view.dataset.headers.length, 'column')}</span
          >
          <button class="link" @click=${() => state.pickData()}>Change…</button>
        </div>
        ${
          view.dataset.rowCount === 0
            ? html`<abai-message-box kind="warning"
              >This file has a header and no rows, so there is nothing to ask.</abai-message-box
            >`
            : nothing
        }
        ${importWarnings(state.warnings)} ${table(view.dataset, view.firstRows)}
      `;
  }
}

function importWarnings(warnings: readonly string[]) {
  if (warnings.length === 0) return nothing;
  const more = warnings.length - shownWarnings;
  return html`
    <abai-message-box kind="warning">
      <details class="bare" ?open=${warnings.length <= 3}>
        <summary>${plural(warnings.length, 'thing')} to know about this file</summary>
        <ul class="sentences">
          ${warnings.slice(0, shownWarnings).map((warning) => html`<li>${warning}</li>`)}
          ${more > 0 ? html`<li>…and ${more.toLocaleString('en')} more.</li>` : nothing}
        </ul>
      </details>
    </abai-message-box>
  `;
}

/** Enough of a value to see what it is like. */
const cut = (value: string) => (value.length > 300 ? `${value.slice(0, 300)}…` : value);

function table({ headers }: Dataset, rows: readonly (readonly string[])[]) {
  if (rows.length === 0) return nothing;
  return html`
    <div class="scroller" tabindex="0" role="region" aria-label="The first rows">
      <table class="data">
        <thead>
          <tr>
            <th scope="col" class="number">Row</th>
            ${headers.map((header) => html`<th scope="col" title=${header}>${header}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row, index) => html`
              <tr>
                <th scope="row" class="number">${index + 1}</th>
                ${headers.map((_, column) => html`<td dir="auto" title=${cut(row[column] ?? '')}>${cut(row[column] ?? '')}</td>`)}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
