import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { CellStatus, Run } from '../../../src/protocol/runs.ts';
import type { GridFilter } from '../../state/run-filter.ts';
import { cellIcons, stateWord } from '../../state/run-words.ts';
import { t, tParts } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import { filterFormLook } from './filter-form.styles.ts';

const states = Object.keys(cellIcons) as CellStatus[];

/** Where one filter is written. Fires `abai-filter` with it, or `abai-close`. */
@customElement('abai-filter-form')
export class FilterForm extends LitElement {
  static override styles = [baseLook, filterFormLook];

  @property({ attribute: false }) run!: Run;
  @property({ attribute: false }) filter: GridFilter = {};
  @state() private draft: GridFilter = {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.draft = this.filter;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('vscode-single-select')?.focus();
  }

  #set(change: GridFilter): void {
    this.draft = { ...this.draft, ...change };
  }

  #number(event: Event, factor = 1): number | undefined {
    const { value } = event.target as HTMLInputElement;
    const number = Number(value) * factor;
    return value.trim() === '' || !Number.isFinite(number) ? undefined : number;
  }

  #toggle(status: CellStatus, on: boolean): void {
    const others = (this.draft.status ?? []).filter((other) => other !== status);
    this.#set({ status: on ? [...others, status] : others });
  }

  #fire(name: 'abai-filter' | 'abai-close'): void {
    this.dispatchEvent(new CustomEvent(name, { detail: this.draft }));
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#fire('abai-close');
    else if (event.key === 'Enter' && (event.target as Element).localName === 'vscode-textfield') {
      this.#fire('abai-filter');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected override render() {
    const { draft, run } = this;
    const value = (event: Event): string => (event.target as HTMLInputElement).value;
    const field = (label: string, shown: number | undefined, take: (event: Event) => void) => html`
      <vscode-textfield
        .label=${label}
        .value=${shown === undefined ? '' : String(shown)}
        @input=${take}
      ></vscode-textfield>
    `;
    const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
    return html`
      <div class="form" role="dialog" aria-label=${t('Filter rows')} @keydown=${this.#key}>
        <span class="label">${t('Model')}</span>
        <vscode-single-select
          label=${t('Model')}
          @change=${(event: Event) => this.#set({ variantId: value(event) || undefined } as GridFilter)}
        >
          <vscode-option value="" ?selected=${!draft.variantId}>${t('Any model')}</vscode-option>
          ${run.variants.map(
            ({ id, label }) =>
              html`<vscode-option value=${id} ?selected=${draft.variantId === id}>${label}</vscode-option>`,
          )}
        </vscode-single-select>
        <span class="label top">${t('State')}</span>
        <div class="states" role="group" aria-label=${t('State')}>
          ${states.map(
            (status) => html`
              <vscode-checkbox
                label=${status === 'submitted' ? t('In a batch') : stateWord(status).replace('…', '')}
                ?checked=${draft.status?.includes(status) ?? false}
                @change=${(event: Event) => this.#toggle(status, (event.target as HTMLInputElement).checked)}
              ></vscode-checkbox>
            `,
          )}
        </div>
        <span class="label">${t('Answer contains')}</span>
        <vscode-textfield
          .label=${t('Answer contains')}
          .value=${draft.text ?? ''}
          @input=${(event: Event) => this.#set({ text: value(event) })}
        ></vscode-textfield>
        <span class="label">${t('Cost, US dollars')}</span>
        <div class="pair">
          ${tParts(
            '{0} to {1}',
            field(t('Cost from'), draft.minCost, (event) =>
              this.#set({ minCost: this.#number(event) } as GridFilter),
            ),
            field(t('Cost up to'), draft.maxCost, (event) =>
              this.#set({ maxCost: this.#number(event) } as GridFilter),
            ),
          )}
        </div>
        <span class="label">${t('Latency, seconds')}</span>
        <div class="pair">
          ${tParts(
            '{0} to {1}',
            field(t('Latency from'), seconds(draft.minLatencyMs), (event) =>
              this.#set({ minLatencyMs: this.#number(event, 1000) } as GridFilter),
            ),
            field(t('Latency up to'), seconds(draft.maxLatencyMs), (event) =>
              this.#set({ maxLatencyMs: this.#number(event, 1000) } as GridFilter),
            ),
          )}
        </div>
        ${run.checks.length > 0 ? this.#checks() : nothing}
        <div class="buttons">
          <vscode-button secondary @click=${() => this.#fire('abai-close')}>${t('Close')}</vscode-button>
          <vscode-button @click=${() => this.#fire('abai-filter')}>${t('Apply')}</vscode-button>
        </div>
      </div>
    `;
  }

  #checks() {
    const { passed } = this.draft;
    const take = (event: Event): void => {
      const { value } = event.target as HTMLInputElement;
      this.#set({ passed: value === '' ? undefined : value === 'yes' } as GridFilter);
    };
    return html`
      <span class="label">${t('Checks')}</span>
      <vscode-single-select label=${t('Checks')} @change=${take}>
        <vscode-option value="" ?selected=${passed === undefined}>${t('Passed or not')}</vscode-option>
        <vscode-option value="yes" ?selected=${passed === true}>${t('Passed')}</vscode-option>
        <vscode-option value="no" ?selected=${passed === false}>${t('Not passed')}</vscode-option>
      </vscode-single-select>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-filter-form': FilterForm;
  }
}
