import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { textEncodings } from '../../../src/core/text-encodings.ts';
import type { Dataset } from '../../../src/protocol/datasets.ts';
import type { RunSetupState } from '../../state/run-setup.ts';
import { said } from '../../words/sentence.ts';
import { t } from '../../words/translate.ts';

const rowWords = (amount: number) => (amount === 1 ? t('1 row') : t('{0} rows', amount));
const columnWords = (amount: number) => (amount === 1 ? t('1 column') : t('{0} columns', amount));

/** Warnings that are shown; a ragged table of a million rows has as many. */
const shownWarnings = 20;

/** Which table, what is in it, and what was odd about it. */
export function dataSection(state: RunSetupState) {
  const { view } = state.data;
  switch (view.kind) {
    case 'none':
      return html`
        <div class="empty">
          <p>${t('Choose a CSV, TSV, JSON or JSON Lines file. Each row becomes one question to every model.')}</p>
          <vscode-button id="data" icon="folder-opened" @click=${() => state.pickData()}
            >${t('Choose a Data File…')}</vscode-button
          >
        </div>
      `;
    case 'loading':
      return html`<p class="muted late" aria-busy="true">${t('Reading the data…')}</p>`;
    case 'failed':
      return html`
        <abai-message-box kind="error" role="alert">
          ${view.failure.message}
          <vscode-button slot="actions" icon="folder-opened" @click=${() => state.pickData()}
            >${t('Choose a Data File…')}</vscode-button
          >
          <vscode-button slot="actions" secondary icon="refresh" @click=${() => state.retryData()}
            >${t('Try Again')}</vscode-button
          >
        </abai-message-box>
      `;
    case 'ready':
      return html`
        <div class="line">
          <vscode-icon name="table"></vscode-icon>
          <span class="file" title=${view.dataset.sourceFile ?? view.dataset.name}>${view.dataset.name}</span>
          <span class="muted"
            >${rowWords(view.dataset.rowCount)} · ${columnWords(view.dataset.headers.length)}</span
          >
          <button class="link" @click=${() => state.pickData()}>${t('Change…')}</button>
          <span class="spring"></span>
          ${encodingChoice(state)}
        </div>
        ${
          view.dataset.rowCount === 0
            ? html`<abai-message-box kind="warning"
              >${t('This file has a header and no rows, so there is nothing to ask.')}</abai-message-box
            >`
            : nothing
        }
        ${importWarnings(state.warnings)} ${table(view.dataset, view.firstRows)}
      `;
  }
}

/** For letters that look wrong: a file says seldom in which encoding it is. */
function encodingChoice(state: RunSetupState) {
  const choose = (event: Event) => void state.readAgain((event.target as HTMLSelectElement).value);
  return html`
    <select class="encoding" aria-label=${t('Encoding of the file')} .value=${live(state.encoding)} @change=${choose}>
      <option value="" ?selected=${state.encoding === ''}>${t('Encoding: detected')}</option>
      ${textEncodings.map(
        ({ name, label }) =>
          html`<option value=${name} ?selected=${state.encoding === name}>${said(label)}</option>`,
      )}
    </select>
  `;
}

function importWarnings(warnings: readonly string[]) {
  if (warnings.length === 0) return nothing;
  const more = warnings.length - shownWarnings;
  return html`
    <abai-message-box kind="warning">
      <details class="bare" ?open=${warnings.length <= 3}>
        <summary>${warnings.length === 1 ? t('1 thing to know about this file') : t('{0} things to know about this file', warnings.length)}</summary>
        <ul class="sentences">
          ${warnings.slice(0, shownWarnings).map((warning) => html`<li>${said(warning)}</li>`)}
          ${more > 0 ? html`<li>${t('…and {0} more.', more)}</li>` : nothing}
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
    <div class="scroller" tabindex="0" role="region" aria-label=${t('The first rows')}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col" class="number">${t('Row')}</th>
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
