import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { isManyVariants, mostVariants } from '../../../src/core/run-variants.ts';
import type { RunSetupState } from '../../state/run-setup.ts';
import { type ModelForm, tooManyColumns } from '../../state/run-setup-form.ts';
import { said } from '../../words/sentence.ts';
import { t } from '../../words/translate.ts';
import { type EditParameters, parameterFields } from './parameter-fields.ts';

/** The models to ask, and what is special about each. */
export function modelsSection(state: RunSetupState) {
  const { models, prompts } = state.form;
  const variants = models.length * prompts.length;
  return html`
    <ul class="models" aria-label=${t('Models')}>
      ${models.map(({ reference }) => {
        const label = state.models.label(reference);
        return html`
          <li>
            <abai-model-chip
              .label=${label}
              @remove=${() => state.removeModel(reference)}
              @set-key=${() => state.setKey(label.providerId)}
            ></abai-model-chip>
          </li>
        `;
      })}
      <li>
        <vscode-button id="models" secondary icon="add" @click=${() => state.pickModels()}
          >${models.length === 0 ? t('Choose Models…') : t('Add Models…')}</vscode-button
        >
      </li>
    </ul>
    ${models.length === 0 ? html`<p class="muted">${t('Every model answers every row. The demo models need no key.')}</p>` : nothing}
    ${tooMany(variants)} ${missingKeys(state)}
    ${
      models.length === 0
        ? nothing
        : html`
            <details ?open=${guard([], () => models.some(({ native, parameters }) => native || Object.keys(parameters).length > 0))}>
              <summary>${t("Each model's own settings")}</summary>
              ${models.map((model, index) => ownSettings(state, model, index))}
            </details>
          `
    }
  `;
}

function tooMany(variants: number) {
  if (variants > mostVariants) {
    return html`<abai-message-box kind="error" role="alert">${tooManyColumns(variants)}</abai-message-box>`;
  }
  if (!isManyVariants(variants)) return nothing;
  const many = t('{0} columns are many to compare: each of them is asked for every row.', variants);
  return html`<abai-message-box kind="warning" role="status">${many}</abai-message-box>`;
}

/** One box for each provider that cannot be asked yet. */
function missingKeys(state: RunSetupState) {
  const labels = state.form.models.map(({ reference }) => state.models.label(reference));
  const waiting = new Map(labels.filter(({ problem }) => problem).map((label) => [label.providerId, label]));
  return [...waiting.values()].map(
    ({ providerId, providerName, problem, needsKey }) => html`
      <abai-message-box kind="warning" role="status"
        >${said(problem ?? '')}
        ${
          needsKey
            ? html`<vscode-button slot="actions" secondary icon="key" @click=${() => state.setKey(providerId)}
                >${t('Set the Key of {0}…', providerName)}</vscode-button
              >`
            : nothing
        }
      </abai-message-box>
    `,
  );
}

function ownSettings(state: RunSetupState, { reference, parameters, native }: ModelForm, index: number) {
  const { name } = state.models.label(reference);
  const definition = state.definitions.get(reference);
  const batch = definition?.features.includes('batch') || definition?.batchDiscount !== undefined;
  const discount = definition?.batchDiscount;
  const price =
    discount === undefined || discount === 0.5 ? t('half price') : t('{0} % off', Math.round(discount * 100));
  const edit: EditParameters = (change) =>
    state.editModel(index, { parameters: change(state.form.models[index]?.parameters ?? {}) });
  return html`
    <fieldset>
      <legend>${name}</legend>
      ${parameterFields(`model-${index}`, parameters, state.form.parameters, edit)}
      ${
        batch
          ? html`
              <label class="check">
                <input
                  type="checkbox"
                  .checked=${native}
                  @change=${(event: Event) => state.editModel(index, { native: (event.target as HTMLInputElement).checked })}
                />
                ${t('Batch API ({0}, up to 24 h)', price)}
              </label>
            `
          : nothing
      }
    </fieldset>
  `;
}
