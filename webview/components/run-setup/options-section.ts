import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import type { RunSetupState } from '../../state/run-setup.ts';
import { t } from '../../words/translate.ts';
import { parameterFields } from './parameter-fields.ts';

type TextOption = 'repeats' | 'concurrency' | 'maxCostUsd';

/** How the run goes about it. */
export function optionsSection(state: RunSetupState) {
  const { form } = state;
  const field = (key: TextOption, name: string, placeholder: string, help: string) => {
    const problem = state.read.problems.get(key);
    return html`
      <div class="field">
        <label for=${key}>${name}</label>
        <input
          id=${key}
          inputmode="decimal"
          placeholder=${placeholder}
          aria-describedby="${key}-problem ${key}-help"
          aria-invalid=${problem !== undefined}
          .value=${live(form[key])}
          @input=${(event: Event) => state.edit({ [key]: (event.target as HTMLInputElement).value })}
        />
        <div id="${key}-problem" class="problem" role="status">${problem}</div>
        <div id="${key}-help" class="muted">${help}</div>
      </div>
    `;
  };
  return html`
    <div class="fields wide">
      ${field('maxCostUsd', t('Cost cap (USD)'), t('none'), t('The run pauses before it would cost more.'))}
      ${field('repeats', t('Repeats'), '1', t('How often each row is asked, to see how much answers vary.'))}
      ${field('concurrency', t('Calls at once'), t('automatic'), t('Automatic finds what each provider allows.'))}
    </div>
    <label class="check">
      <input
        type="checkbox"
        .checked=${form.cache}
        @change=${(event: Event) => state.edit({ cache: (event.target as HTMLInputElement).checked })}
      />
      ${t('Take answers that were paid for once from the cache')}
    </label>
    ${
      form.prompts.some(({ images }) => images.trim() !== '')
        ? html`<label class="check">
            <input
              type="checkbox"
              .checked=${form.anyImages}
              @change=${(event: Event) => state.edit({ anyImages: (event.target as HTMLInputElement).checked })}
            />
            ${t("Images may lie outside the table's folder, and on this machine's own network")}
          </label>`
        : nothing
    }
    <details ?open=${guard([], () => Object.keys(form.parameters).length > 0 || form.name !== '')}>
      <summary>${t('Name and parameters for all models')}</summary>
      <div class="fields">
        <div class="field grow">
          <label for="name">${t('Name of the run')}</label>
          <input
            id="name"
            maxlength="500"
            placeholder=${t("made from the file's name")}
            .value=${live(form.name)}
            @input=${(event: Event) => state.edit({ name: (event.target as HTMLInputElement).value })}
          />
        </div>
      </div>
      ${parameterFields('all', form.parameters, {}, (edit) =>
        state.edit({ parameters: edit(state.form.parameters) }),
      )}
    </details>
  `;
}
