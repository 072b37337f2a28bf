import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Parameters } from '../../../src/protocol/generation.ts';
import type { ModelIndex } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import { readSchema } from '../../state/run-setup-schema.ts';
import type { Draft } from '../../state/saved-state.ts';
import { said } from '../../words/sentence.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import { type EditParameters, parameterFields } from '../run-setup/parameter-fields.ts';
import { fieldLook } from '../run-setup/run-setup-fields.styles.ts';
import { answerFields } from './answer-fields.ts';
import { composerOptionsLook } from './composer-options.styles.ts';

/** Milliseconds after the last key before the back end looks at a schema. */
const checkSchemaMs = 400;

/** How the models are asked: parameters of all or of one, and the form that answers must have. */
@customElement('abai-composer-options')
export class ComposerOptions extends LitElement {
  static override styles = [baseLook, fieldLook, composerOptionsLook];

  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) models!: ModelIndex;
  /** The model whose own parameters are shown, by its reference; undefined for those of all. */
  @property({ attribute: false }) only: string | undefined;
  /** Of the schema, by the back end. */
  @state() private misfit: string | undefined;
  #checked = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draft') && this.draft.schema !== this.#checked) this.#checkLater(this.draft.schema);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  #checkLater(schema: string): void {
    clearTimeout(this.#timer);
    this.#checked = schema;
    this.misfit = undefined;
    const { value } = readSchema(schema);
    if (!value) return;
    this.#timer = setTimeout(async () => {
      const { problem } = await this.panel.client
        .request('comparison:check-schema', { schema: value })
        // When it is sent it is looked at once more.
        .catch(() => ({ problem: null }));
      if (this.#checked === schema) this.misfit = problem === null ? undefined : said(problem);
    }, checkSchemaMs);
  }

  #choose(only: string | undefined): void {
    this.dispatchEvent(new ChooseModelEvent(only));
  }

  protected override render() {
    const { models } = this.draft;
    const only = this.only !== undefined && models.includes(this.only) ? this.only : undefined;
    return html`
      ${models.length > 1 ? this.#tabs(only) : nothing}
      ${only === undefined ? this.#shared() : this.#own(only)} ${this.#schema()}
    `;
  }

  #tabs(only: string | undefined) {
    const tab = (reference: string | undefined, name: string, changed: boolean) => html`
      <button aria-pressed=${reference === only} @click=${() => this.#choose(reference)}>
        ${name}${changed ? html`<vscode-icon name="circle-small-filled" label=${t('has its own')}></vscode-icon>` : nothing}
      </button>
    `;
    const { models, own } = this.draft;
    return html`
      <div class="tabs" role="group" aria-label=${t('Parameters of')}>
        ${tab(undefined, t('All models'), false)}
        ${models.map((model) => tab(model, this.models.label(model).name, isSaid(own[model])))}
      </div>
    `;
  }

  #shared() {
    const { parameters } = this.draft;
    const { panel } = this;
    return this.#fields('all', parameters, {}, (edit) =>
      panel.edit({ parameters: edit(panel.draft.parameters) }),
    );
  }

  #own(reference: string) {
    const { own, parameters: base } = this.draft;
    const edit: EditParameters = (change) => {
      const { [reference]: before = {}, ...others } = this.panel.draft.own;
      const changed = change(before);
      this.panel.edit({ own: isSaid(changed) ? { ...others, [reference]: changed } : others });
    };
    return html`
      ${this.#fields('own', own[reference] ?? {}, base, edit)}
      ${
        isSaid(own[reference])
          ? html`<button class="link" @click=${() => edit(() => ({}))}>${t('Ask it like the others')}</button>`
          : nothing
      }
    `;
  }

  #fields(id: string, parameters: Parameters, base: Parameters, edit: EditParameters) {
    return html`
      <div class="fields">
        ${parameterFields(id, parameters, base, edit)} ${answerFields(id, parameters, base, edit)}
      </div>
    `;
  }

  #schema() {
    const { schema } = this.draft;
    const problem = readSchema(schema).problem ?? this.misfit;
    return html`
      <label class="schema" for="schema">${t('JSON Schema of the answers')}</label>
      <textarea
        id="schema"
        class="code"
        rows="2"
        spellcheck="false"
        aria-describedby="schema-problem"
        aria-invalid=${problem !== undefined}
        placeholder='{"type": "object", "properties": {"answer": {"type": "number"}}}'
        .value=${live(schema)}
        @input=${(event: Event) => this.panel.edit({ schema: (event.target as HTMLTextAreaElement).value })}
      ></textarea>
      <div id="schema-problem" class="problem" role="status">${problem}</div>
    `;
  }
}

/** Another model's parameters are to be shown; undefined for those of all. */
export class ChooseModelEvent extends Event {
  static readonly type = 'choose-model';
  readonly only: string | undefined;

  constructor(only: string | undefined) {
    super(ChooseModelEvent.type);
    this.only = only;
  }
}

function isSaid(parameters: Parameters | undefined): parameters is Parameters {
  return parameters !== undefined && Object.keys(parameters).length > 0;
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-composer-options': ComposerOptions;
  }
}
