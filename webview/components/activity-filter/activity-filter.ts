import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import {
  type ActivityFilter,
  type ActivityRange,
  activityRanges,
  isNarrow,
} from '../../state/activity-filter.ts';
import type { ActivityPage } from '../../state/activity-page.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import { activityFieldsLook } from './activity-filter.styles.ts';
import { selectField } from './select-field.ts';

function rangeWord(range: ActivityRange): string {
  if (range === 'all') return t('All days');
  return range === 'own' ? t('From … to …') : t('Last {0} days', Number(range));
}

/** Which days, project, provider and model the page shows. */
@customElement('abai-activity-filter')
export class ActivityFilterForm extends LitElement {
  static override styles = [
    baseLook,
    activityFieldsLook,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) page!: ActivityPage;
  /** Of the page, which is one object however it changes. */
  @property({ attribute: false }) revision = 0;

  #set(change: Partial<Record<keyof ActivityFilter, string | undefined>>): void {
    const entries = Object.entries({ ...this.page.filter, ...change }).filter(([, value]) => value);
    this.page.setFilter(Object.fromEntries(entries) as unknown as ActivityFilter);
  }

  protected override render() {
    const { page } = this;
    const { filter, choices, projects } = page;
    const projectIds = new Set([
      ...projects.map(({ id }) => id),
      ...(filter.projectId ? [filter.projectId] : []),
    ]);
    return html`
      <div class="fields" role="group" aria-label=${t('What is shown')}>
        ${this.#select(
          'range',
          t('Days'),
          filter.range,
          activityRanges.map((range) => [range, rangeWord(range)]),
        )}
        ${filter.range === 'own' ? html`${this.#day('from', t('From'))} ${this.#day('to', t('To'))}` : nothing}
        ${this.#select('projectId', t('Project'), filter.projectId, [
          ['', t('All projects')],
          ...[...projectIds].map((id): [string, string] => [
            id,
            page.projectName(id) ?? t('Another project'),
          ]),
        ])}
        ${this.#select('provider', t('Provider'), filter.provider, [
          ['', t('All providers')],
          ...choices.providers.map((provider): [string, string] => [
            provider,
            page.models.label(`${provider}:`).providerName,
          ]),
        ])}
        ${this.#select('model', t('Model'), filter.model, [
          ['', t('All models')],
          ...choices.models.map((model): [string, string] => [model, page.models.label(model).name]),
        ])}
        ${
          isNarrow(filter)
            ? html`<vscode-button secondary @click=${() => page.setFilter({ range: filter.range, ...daysOnly(filter) })}
                >${t('Show All')}</vscode-button
              >`
            : nothing
        }
      </div>
    `;
  }

  #select(
    name: keyof ActivityFilter,
    label: string,
    chosen: string | undefined,
    options: readonly (readonly [value: string, text: string])[],
  ) {
    return selectField({ name, label, chosen, options, choose: (value) => this.#set({ [name]: value }) });
  }

  #day(name: 'from' | 'to', label: string) {
    return html`
      <label>
        <span>${label}</span>
        <input
          type="date"
          name=${name}
          .value=${this.page.filter[name] ?? ''}
          @change=${(event: Event) => this.#set({ [name]: (event.target as HTMLInputElement).value })}
        />
      </label>
    `;
  }
}

function daysOnly({ from, to }: ActivityFilter): Pick<ActivityFilter, 'from' | 'to'> {
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-activity-filter': ActivityFilterForm;
  }
}
