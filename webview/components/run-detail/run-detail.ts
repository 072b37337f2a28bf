import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { CellDetail } from '../../../src/protocol/run-views.ts';
import type { Cell, CellStatus, Run, RunVariant } from '../../../src/protocol/runs.ts';
import type { OpenCell } from '../../state/run-open-cell.ts';
import type { RunPage } from '../../state/run-page.ts';
import { cellIcons, stateWord } from '../../state/run-words.ts';
import { baseLook } from '../look/base-look.ts';
import '../message-box/message-box.ts';
import '../rich-text/rich-text.ts';
import { compareItems } from '../run-grid/grid-menus.ts';
import '../run-menu/run-menu.ts';
import { said } from '../../words/sentence.ts';
import { t } from '../../words/translate.ts';
import type { RunMenu } from '../run-menu/run-menu.ts';
import { costRows, eventRow, nextStep, timingRows, usageRows } from './detail-words.ts';
import { runDetailLook } from './run-detail.styles.ts';

/** All about one cell, beside the grid. Fires `abai-close`. */
@customElement('abai-run-detail')
export class RunDetail extends LitElement {
  static override styles = [baseLook, runDetailLook];

  @property({ attribute: false }) page!: RunPage;
  @property({ attribute: false }) run!: Run;
  @property({ attribute: false }) open!: OpenCell;
  @property({ attribute: false }) revision = 0;
  /** The answer as it came, without Markdown. */
  @state() private raw = false;
  @query('abai-run-menu') private menu!: RunMenu;
  @query('.body') private body!: HTMLElement;
  #shown = '';

  protected override updated(): void {
    if (this.#shown === this.open.cellId) return;
    this.#shown = this.open.cellId;
    this.body.scrollTop = 0;
  }

  get #variant(): RunVariant | undefined {
    return this.run.variants.find(({ id }) => id === this.open.variantId);
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent('abai-close'));
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    this.#close();
  }

  #compare(event: Event): void {
    const { page, run, open } = this;
    const row = page.rows.find(open.row);
    const variant = this.#variant;
    const place = run.variants.findIndex(({ id }) => id === open.variantId);
    const cell = row?.cells[place];
    if (!row || !variant || !cell) return;
    // The repeat that is open, not the one that stands for all in the grid.
    const items = compareItems(page, run, row, variant, { ...cell, id: open.cellId });
    const button = event.currentTarget as HTMLElement;
    const { left, bottom } = button.getBoundingClientRect();
    const none = { label: t('No other answer to this row yet'), disabled: true, act: () => undefined };
    const shown = items.filter((item) => item !== 'separator');
    void this.menu.show(shown.length > 0 ? shown : [none], t('Compare with'), left, bottom + 2, button);
  }

  protected override render() {
    const { open } = this;
    const { detail, brief, failure } = open;
    const status = detail?.cell.status ?? brief?.status;
    return html`
      <header @keydown=${this.#key}>
        <div class="words">
          <h2 title=${this.#variant?.model ?? ''}>${this.#variant?.label ?? t('Answer')}</h2>
          <div class="about">
            <span>${t('Row {0}', open.row + 1)}</span>
            ${status ? this.#state(status) : nothing}
          </div>
        </div>
        <div class="tools" role="toolbar" aria-label=${t('Answer')}>${this.#tools(detail)}</div>
      </header>
      <div class="body" tabindex="0" role="region" aria-label=${t('Details of the answer')} @keydown=${this.#key}>
        ${failure ? this.#failed(failure.message) : nothing}
        ${detail ? this.#detail(detail) : failure ? nothing : this.#brief()}
      </div>
      <abai-run-menu></abai-run-menu>
    `;
  }

  #state(status: CellStatus) {
    const [icon, text] = [cellIcons[status], stateWord(status)];
    return html`<span class="state ${status}"><vscode-icon name=${icon} size="14"></vscode-icon>${text}</span>`;
  }

  #tools(detail: CellDetail | undefined) {
    const { page, run, open } = this;
    const tool = (icon: string, text: string, act: (event: Event) => unknown) => html`
      <vscode-toolbar-button icon=${icon} label=${text} title=${text} @click=${act}></vscode-toolbar-button>
    `;
    const output = detail?.cell.output;
    return html`
      ${output ? tool('copy', t('Copy answer'), () => page.actions.copy(output)) : nothing}
      ${output && run.variants.length > 1 ? tool('diff', t('Open diff against another model'), (event) => this.#compare(event)) : nothing}
      ${detail ? tool('refresh', t('Retry this cell'), () => page.actions.retryCell(run, open.cellId, false)) : nothing}
      ${tool('close', t('Close'), () => this.#close())}
    `;
  }

  #failed(message: string) {
    return html`
      <abai-message-box kind="error" role="alert">
        ${message}
        <vscode-button slot="actions" secondary icon="refresh" @click=${() => this.page.cells.load()}>${t('Try Again')}</vscode-button>
      </abai-message-box>
    `;
  }

  /** What the grid knew, until the rest has come. */
  #brief() {
    const { brief } = this.open;
    return brief?.text
      ? html`<section><h3>${t('Answer')}</h3><abai-rich-text .text=${brief.text} .ended=${false}></abai-rich-text></section>`
      : html`<div class="waiting">${t('Loading…')}</div>`;
  }

  #detail(detail: CellDetail) {
    const { cell } = detail;
    return html`
      ${this.#repeats(detail)} ${this.#error(cell)} ${this.#answer(detail)} ${this.#checks(cell)}
      ${this.#figures(detail)} ${this.#prompt(detail)} ${this.#events(detail)}
    `;
  }

  #repeats({ cell, repeats }: CellDetail) {
    if (repeats.length === 0) return nothing;
    const all = [...repeats, { id: cell.id, repeat: cell.repeat, status: cell.status }];
    const sorted = [...new Map(all.map((repeat) => [repeat.id, repeat])).values()].sort(
      (a, b) => a.repeat - b.repeat,
    );
    if (sorted.length < 2) return nothing;
    const { row, variantId } = this.open;
    return html`
      <div class="repeats" role="group" aria-label=${t('Repeats')}>
        ${sorted.map(
          ({ id, repeat, status }) => html`
            <button
              aria-pressed=${id === cell.id}
              title=${t('Repeat {0}: {1}', repeat + 1, stateWord(status))}
              @click=${() => this.page.cells.show(row, variantId, id, undefined)}
            >
              <vscode-icon name=${cellIcons[status]} size="12"></vscode-icon>${repeat + 1}
            </button>
          `,
        )}
      </div>
    `;
  }

  #error({ status, error }: Cell) {
    if (status !== 'failed' || !error) return nothing;
    return html`
      <abai-message-box kind="error">
        ${said(error.message)} ${nextStep(error)}
        <vscode-button
          slot="actions"
          secondary
          icon="refresh"
          @click=${() => this.page.actions.retryCell(this.run, this.open.cellId, false)}
          >${t('Retry')}</vscode-button
        >
      </abai-message-box>
    `;
  }

  #answer({ cell, thinking, stopReason }: CellDetail) {
    const { output, status, warnings = [] } = cell;
    const ended = status === 'succeeded' || status === 'failed' || status === 'cancelled';
    if (output === undefined && !ended) return html`<div class="waiting">${stateWord(status)}</div>`;
    const sentences = warnings.map(({ message }) => said(message));
    if (stopReason === 'length')
      sentences.push(t('The answer reached the limit of its length and stops here.'));
    if (stopReason === 'content-filter') sentences.push(t("The provider's content filter ended the answer."));
    if (stopReason === 'refusal') sentences.push(t('The model declined to answer.'));
    return html`
      ${
        output === undefined && !thinking
          ? nothing
          : html`<section>
              <h3>
                ${t('Answer')}
                <button
                  class="link"
                  aria-pressed=${this.raw}
                  @click=${() => {
                    this.raw = !this.raw;
                  }}
                >
                  ${this.raw ? t('Show formatted') : t('Show raw')}
                </button>
              </h3>
              ${
                thinking
                  ? html`<details>
                      <summary>${t('Thinking')}</summary>
                      <abai-rich-text .text=${thinking}></abai-rich-text>
                    </details>`
                  : nothing
              }
              ${this.#output(output)}
            </section>`
      }
      ${sentences.map((sentence) => html`<abai-message-box kind="warning">${sentence}</abai-message-box>`)}
    `;
  }

  #output(output: string | undefined) {
    if (output === undefined) return nothing;
    if (output.trim() === '') return html`<div class="waiting">${t('The answer is empty.')}</div>`;
    if (this.raw) return html`<pre class="answer" dir="auto">${output}</pre>`;
    return html`<abai-rich-text .text=${output}></abai-rich-text>`;
  }

  #checks({ checks }: Cell) {
    if (!checks?.length) return nothing;
    return html`
      <section>
        <h3>${t('Checks')}</h3>
        <ul>
          ${checks.map(
            ({ name, passed, detail }) => html`
              <li class=${passed ? 'ok' : 'bad'}>
                <vscode-icon name=${passed ? 'pass' : 'error'}></vscode-icon>
                <div>
                  <code>${name}</code> ${passed ? t('passed') : t('did not pass')}
                  ${detail ? html`<div class="why">${said(detail)}</div>` : nothing}
                </div>
              </li>
            `,
          )}
        </ul>
      </section>
    `;
  }

  #figures({ cell, attempts, stopReason }: CellDetail) {
    const rows = [...timingRows(cell), ...usageRows(cell.usage), ...costRows(cell.cost)];
    if (cell.cached) rows.push([t('From the cache'), t('No call was made, nothing was paid')]);
    if (attempts > 1) rows.push([t('Attempts'), String(attempts)]);
    if (stopReason && stopReason !== 'stop') rows.push([t('Ended by'), stopReason]);
    if (rows.length === 0) return nothing;
    return html`<section><h3>${t('Figures')}</h3>${this.#list(rows)}</section>`;
  }

  #list(rows: readonly (readonly [string, string])[]) {
    return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  }

  #prompt({ prompt, system, values }: CellDetail) {
    const fields = Object.entries(values);
    return html`
      <section>
        <h3>
          ${t('Prompt sent')}
          <button class="link" @click=${() => this.page.actions.copy(prompt)}>${t('Copy')}</button>
        </h3>
        ${system ? html`<details><summary>${t('System prompt')}</summary><pre dir="auto" tabindex="0">${system}</pre></details>` : nothing}
        <pre dir="auto" tabindex="0">${prompt}</pre>
        ${
          fields.length > 0
            ? html`<details><summary>${t('Values of the row')}</summary>${this.#list(fields)}</details>`
            : nothing
        }
      </section>
    `;
  }

  #events({ events }: CellDetail) {
    if (events.length === 0) return nothing;
    return html`
      <section>
        <h3>${t('What happened')}</h3>
        ${this.#list(events.map(eventRow))}
      </section>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-detail': RunDetail;
  }
}
