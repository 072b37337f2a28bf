import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { VscodeTextfield } from '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { GridQuery } from '../../../src/protocol/run-views.ts';
import type { Run } from '../../../src/protocol/runs.ts';
import { usualLayout } from '../../state/run-column.ts';
import { filterWords, type GridFilter, tidied } from '../../state/run-filter.ts';
import type { RunPage } from '../../state/run-page.ts';
import { baseLook } from '../look/base-look.ts';
import '../run-menu/run-menu.ts';
import type { MenuItem, RunMenu } from '../run-menu/run-menu.ts';
import './filter-form.ts';
import { t } from '../../words/translate.ts';
import { runToolbarLook } from './run-toolbar.styles.ts';

/** Milliseconds after the last key before a search is asked for. */
const searchMs = 250;

/** What stands over the grid: search, filters, and which columns are shown. */
@customElement('abai-run-toolbar')
export class RunToolbar extends LitElement {
  static override styles = [baseLook, runToolbarLook];

  @property({ attribute: false }) page!: RunPage;
  @property({ attribute: false }) run!: Run;
  @property({ attribute: false }) revision = 0;
  /** The place of the filter that is being written: one past the last for a new one. */
  @state() private editing: number | undefined;
  @query('abai-run-menu') private menu!: RunMenu;
  @query('.add') private addButton!: HTMLElement;
  @query('.columns') private columnsButton!: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  #search(event: Event): void {
    const text = (event.target as VscodeTextfield).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { search: _before, ...rest } = this.page.rows.query;
      this.page.setQuery(text.trim() === '' ? rest : { ...rest, search: text });
    }, searchMs);
  }

  #setFilters(filters: GridFilter[]): void {
    const { filters: _before, ...rest } = this.page.rows.query;
    this.page.setQuery(filters.length === 0 ? rest : { ...rest, filters });
  }

  #filtered(place: number, filter: GridFilter): void {
    const filters = [...(this.page.rows.query.filters ?? [])];
    const kept = tidied(filter);
    filters.splice(place, 1, ...(kept ? [kept] : []));
    this.editing = undefined;
    this.#setFilters(filters);
    this.addButton.focus();
  }

  #stopEditing(): void {
    this.editing = undefined;
    this.addButton.focus();
  }

  #showColumns(): void {
    const { page } = this;
    const { all, shown } = page.columns;
    const items = all.map((column): MenuItem => {
      const checked = shown.includes(column);
      return {
        label: column.title || '(no name)',
        checked,
        disabled: checked && shown.length < 2,
        act: () => {
          const { layout } = page;
          page.arrange({ ...layout, shown: { ...layout.shown, [column.key]: !checked } });
        },
      };
    });
    const usual: MenuItem = {
      label: t('As at First'),
      icon: 'discard',
      act: () => page.arrange(usualLayout),
    };
    const inputs = items.slice(0, all.length - this.run.variants.length);
    const menu = [
      ...inputs,
      ...(inputs.length > 0 ? ['separator' as const] : []),
      ...items.slice(inputs.length),
    ];
    const { left, bottom } = this.columnsButton.getBoundingClientRect();
    void this.menu.show([...menu, 'separator', usual], t('Columns'), left, bottom + 2, this.columnsButton);
  }

  protected override render() {
    const { page, run, editing } = this;
    const { query } = page.rows;
    const filters = query.filters ?? [];
    return html`
      <div class="line">
        <vscode-textfield
          type="search"
          .label=${t('Search values and answers')}
          placeholder=${t('Search values and answers')}
          .value=${query.search ?? ''}
          @input=${this.#search}
        >
          <vscode-icon slot="content-before" name="search"></vscode-icon>
        </vscode-textfield>
        ${filters.map((filter, place) => this.#chip(filterWords(filter, run), place, filters))}
        <vscode-button
          class="add"
          secondary
          icon="filter"
          aria-expanded=${editing !== undefined}
          @click=${() => {
            this.editing = editing === undefined ? filters.length : undefined;
          }}
          >${t('Filter')}</vscode-button
        >
        <vscode-button class="columns" secondary icon="split-horizontal" @click=${this.#showColumns}>${t('Columns')}</vscode-button>
        <span class="count" role="status">${this.#count(query)}</span>
      </div>
      ${
        editing === undefined
          ? nothing
          : html`<abai-filter-form
              .run=${run}
              .filter=${filters[editing] ?? {}}
              @abai-filter=${(event: CustomEvent<GridFilter>) => this.#filtered(editing, event.detail)}
              @abai-close=${this.#stopEditing}
            ></abai-filter-form>`
      }
      <abai-run-menu></abai-run-menu>
    `;
  }

  #count({ filters, search }: GridQuery): string {
    const { total, busy } = this.page.rows;
    if (total === undefined) return '';
    if (busy) return t('Looking…');
    const { all } = this.run.rows;
    if (filters?.length || search)
      return total === 1 ? t('1 row of {0}', all) : t('{0} rows of {1}', total, all);
    return total === 1 ? t('1 row') : t('{0} rows', total);
  }

  #chip(words: string, place: number, filters: readonly GridFilter[]) {
    const remove = (): void => {
      this.#setFilters(filters.filter((_filter, index) => index !== place));
      this.addButton.focus();
    };
    return html`
      <span class="chip">
        <button
          title=${words}
          @click=${() => {
            this.editing = place;
          }}
        >
          ${words}
        </button>
        <vscode-toolbar-button icon="close" label=${t('Remove filter: {0}', words)} title=${t('Remove')} @click=${remove}></vscode-toolbar-button>
      </span>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-toolbar': RunToolbar;
  }
}
