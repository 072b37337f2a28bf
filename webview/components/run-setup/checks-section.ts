import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import {
  type CheckForm,
  type CheckType,
  checkKinds,
  formOf,
  newCheck,
} from '../../state/run-setup-checks.ts';
import { said } from '../../words/sentence.ts';
import { t } from '../../words/translate.ts';

const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;

/** Checks that are being written. */
export interface ChecksHost {
  readonly checks: readonly CheckForm[];
  readonly headers: readonly string[];
  problemOf(index: number): string | undefined;
  edit(checks: CheckForm[]): void;
}

/** Rules that every answer is held against while the run fills. */
export function checksSection(host: ChecksHost) {
  const { checks } = host;
  const add = (event: Event) => {
    const list = event.target as HTMLSelectElement;
    const made = newCheck(list.value as CheckType, host.headers);
    list.value = '';
    host.edit([...checks, made]);
  };
  return html`
    ${checks.length === 0 ? html`<p class="muted">${t('Optional. A check marks each answer as passed or failed, without asking a model.')}</p>` : nothing}
    ${checks.map((check, index) => checkFields(host, check, index))}
    <select class="add" aria-label=${t('Add a check')} @change=${add}>
      <option value="" selected>${t('Add a check…')}</option>
      ${checkKinds().map(({ type, name, help }) => html`<option value=${type}>${name}: ${help}</option>`)}
    </select>
  `;
}

function checkFields(host: ChecksHost, check: CheckForm, index: number) {
  const id = `check-${index}`;
  const form = formOf(check.type);
  const name = form ? said(form.name) : check.type;
  const problem = host.problemOf(index);
  const edit = (change: Partial<CheckForm>) =>
    host.edit(host.checks.map((other, at) => (at === index ? { ...other, ...change } : other)));
  const remove = () => host.edit(host.checks.filter((_, at) => at !== index));
  return html`
    <div class="rule" role="group" aria-label=${t('Check {0}: {1}', index + 1, name)}>
      <span class="kind" title=${form ? said(form.help) : nothing}>${name}</span>
      ${form?.column ? comparison(host, check, id, edit) : form?.value ? written(check, id, edit) : nothing}
      ${
        form?.tolerance
          ? html`
              <label class="inline"
                >±
                <input
                  class="short"
                  inputmode="decimal"
                  aria-label=${t('Tolerance')}
                  title=${t('Tolerance: how far the number may be off')}
                  placeholder="0"
                  .value=${live(check.tolerance)}
                  @input=${(event: Event) => edit({ tolerance: value(event) })}
              /></label>
            `
          : nothing
      }
      ${
        form?.ignoreCase
          ? html`
              <label class="check">
                <input
                  type="checkbox"
                  .checked=${check.ignoreCase}
                  @change=${(event: Event) => edit({ ignoreCase: (event.target as HTMLInputElement).checked })}
                />
                ${t('Ignore case')}
              </label>
            `
          : nothing
      }
      <span class="spring"></span>
      <vscode-toolbar-button icon="close" label=${t('Remove the check {0}', name)} title=${t('Remove')} @click=${remove}></vscode-toolbar-button>
      <div id="${id}-problem" class="problem" role="status">${problem}</div>
    </div>
  `;
}

type Edit = (change: Partial<CheckForm>) => void;

/** A column or a fixed value. */
function comparison(host: ChecksHost, check: CheckForm, id: string, edit: Edit) {
  const { headers } = host;
  const choose = (event: Event) => {
    const at = Number(value(event));
    const { column: _, ...fixed } = check;
    // A property that is undefined would still be there after the spread of a change.
    const changed = at < 0 ? fixed : { ...check, column: headers[at] ?? check.column ?? '' };
    host.edit(host.checks.map((other) => (other === check ? changed : other)));
  };
  const unknown = check.column !== undefined && !headers.includes(check.column);
  return html`
    <select id=${id} class="with" aria-label=${t('Compare with')} aria-describedby="${id}-problem" @change=${choose}>
      <option value="-1" ?selected=${check.column === undefined}>${t('this value:')}</option>
      ${unknown ? html`<option value=${headers.length} selected>${t('column {0}', check.column ?? '')}</option>` : nothing}
      ${headers.map(
        (header, at) =>
          html`<option value=${at} ?selected=${!unknown && headers.indexOf(check.column ?? '\0') === at}>${t('column {0}', header)}</option>`,
      )}
    </select>
    ${check.column === undefined ? written(check, `${id}-value`, edit) : nothing}
  `;
}

function written(check: CheckForm, id: string, edit: Edit) {
  const { label, example } = formOf(check.type)?.value ?? { label: '', example: '' };
  return html`
    <input
      id=${id}
      class="value"
      spellcheck="false"
      aria-label=${said(label)}
      aria-describedby="${id}-problem"
      placeholder=${said(example)}
      .value=${live(check.value)}
      @input=${(event: Event) => edit({ value: value(event) })}
    />
  `;
}
