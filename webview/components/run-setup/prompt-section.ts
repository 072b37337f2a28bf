import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import type { RunSetupState } from '../../state/run-setup.ts';
import type { PromptForm } from '../../state/run-setup-form.ts';
import { missingIn } from '../../state/run-setup-form.ts';
import { markPlaceholders, meantColumn, replacePlaceholder } from '../../state/run-setup-text.ts';
import { t, tParts } from '../../words/translate.ts';
import { preview } from './preview.ts';
import { schemaField } from './schema-field.ts';

/** What the prompt's fields need of the element they stand in. */
export interface PromptHost {
  readonly setup: RunSetupState;
  /** The prompt into which a column goes. */
  promptAt: number;
  insertColumn(name: string): void;
  allColumns: boolean;
}

/** Columns shown before a table is so wide that they would push the prompt out of sight. */
const shownColumns = 20;

export function promptSection(host: PromptHost) {
  const { setup: state } = host;
  const { prompts } = state.form;
  const add = () => {
    const template = prompts.at(-1)?.template ?? '';
    host.promptAt = prompts.length;
    state.edit({ prompts: [...prompts, { template, system: '', images: '' }] });
  };
  return html`
    ${columns(host)} ${prompts.map((prompt, index) => promptFields(host, prompt, index))}
    <div class="line">
      <vscode-button secondary icon="add" ?disabled=${prompts.length >= 8} @click=${add}>${t('Add Prompt')}</vscode-button>
      <span class="muted">${t('Several prompts are compared with each other: each gets its own columns.')}</span>
    </div>
    ${preview(state)} ${schemaField(state)}
  `;
}

function columns(host: PromptHost) {
  const { headers } = host.setup;
  if (headers.length === 0) return nothing;
  const names = headers.filter((name) => name !== '' && !/[{}]/.test(name));
  const shown = host.allColumns ? names : names.slice(0, shownColumns);
  return html`
    <div class="columns" role="group" aria-label=${t('Insert a column into the prompt')}>
      <span class="muted">${t('Insert a column:')}</span>
      ${shown.map(
        (name) => html`
          <button
            class="column"
            title=${t('Insert {0}', `{{${name}}}`)}
            @mousedown=${(event: Event) => event.preventDefault()}
            @click=${() => host.insertColumn(name)}
          >
            ${name}
          </button>
        `,
      )}
      ${
        names.length > shown.length
          ? html`<button
              class="link"
              @click=${() => {
                host.allColumns = true;
              }}
            >
              ${t('Show all {0}', names.length)}
            </button>`
          : nothing
      }
    </div>
  `;
}

function promptFields(host: PromptHost, prompt: PromptForm, index: number) {
  const { setup: state } = host;
  const { prompts } = state.form;
  const several = prompts.length > 1;
  const name = several ? t('Prompt {0}', index + 1) : t('Prompt');
  const remove = () => {
    host.promptAt = 0;
    state.edit({ prompts: prompts.filter((_, at) => at !== index) });
  };
  const known = state.data.view.kind === 'ready';
  const missing = known
    ? missingIn([prompt.template, prompt.system, ...prompt.images.split('\n')], state.headers)
    : [];
  const id = `prompt-${index}`;
  return html`
    <div class="prompt" role="group" aria-label=${name}>
      <div class="line">
        <label for=${id}>${name}</label>
        <span class="spring"></span>
        <button class="link" @click=${() => state.pickPrompt(index)}>${t('Saved Prompts…')}</button>
        <button class="link" @click=${() => state.promptFromFile(index)}>${t('From a File…')}</button>
        ${several ? html`<button class="link" @click=${remove} aria-label=${t('Remove {0}', name)}>${t('Remove')}</button>` : nothing}
      </div>
      <div class="marked">
        <div class="marks" aria-hidden="true">${markPlaceholders(
          prompt.template,
          known ? state.headers : [],
        ).map(({ text, kind }) =>
          kind === 'text' ? text : html`<mark class=${known ? kind : ''}>${text}</mark>`,
        )}${'\n'}</div>
        <textarea
          id=${id}
          class="template"
          dir="auto"
          rows="3"
          spellcheck="false"
          aria-describedby="${id}-problem ${id}-help"
          aria-invalid=${missing.length > 0}
          placeholder=${t('Answer this question: {{question}}')}
          .value=${live(prompt.template)}
          @focus=${() => {
            host.promptAt = index;
          }}
          @input=${(event: Event) => state.editPrompt(index, { template: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </div>
      <div id="${id}-problem" class="problem" role="status">${missing.map((gone) => unknownColumn(state, index, gone))}</div>
      <span id="${id}-help" class="for-screen-readers"
        >${t("Column names in double braces are replaced by each row's values.")}</span
      >
      <details ?open=${guard([], () => prompt.system !== '')}>
        <summary>${t('System prompt')}</summary>
        <textarea
          dir="auto"
          rows="2"
          aria-label=${t('System prompt of {0}', name)}
          placeholder=${t('How the models should behave')}
          .value=${live(prompt.system)}
          @input=${(event: Event) => state.editPrompt(index, { system: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </details>
      <details ?open=${guard([], () => prompt.images !== '')}>
        <summary>${t('Images')}</summary>
        <textarea
          rows="2"
          spellcheck="false"
          aria-label=${t('Images of {0}', name)}
          aria-describedby="images-${index}-help"
          placeholder="{{image}}"
          .value=${live(prompt.images)}
          @input=${(event: Event) => state.editPrompt(index, { images: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
        <div id="images-${index}-help" class="muted">
          ${t("One image a line: a file's path, an https address, or a column that has one. Each is sent beside the text.")}
        </div>
        <div class="problem">${state.read.problems.get(`images-${index}`)}</div>
      </details>
    </div>
  `;
}

function unknownColumn(state: RunSetupState, index: number, name: string) {
  const meant = meantColumn(name, state.headers);
  const mend = (column: string) => () => {
    const { template, system, images } = state.form.prompts[index]!;
    const mended = (text: string) => replacePlaceholder(text, name, column);
    state.editPrompt(index, { template: mended(template), system: mended(system), images: mended(images) });
  };
  return html`
    <div>
      <vscode-icon name="error" size="14"></vscode-icon>
      ${tParts('There is no column {0}.', html`<code>{{${name}}}</code>`)}
      ${
        meant === undefined
          ? nothing
          : html`<button class="link" @click=${mend(meant)}>${tParts('Use {0}', html`<code>{{${meant}}}</code>`)}</button>`
      }
    </div>
  `;
}
