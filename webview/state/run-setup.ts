import type { Failure } from '../../src/protocol/failure.ts';
import type { ModelDefinition } from '../../src/protocol/models.ts';
import type { RunSetup } from '../../src/protocol/run-methods.ts';
import type { RunDraft } from '../../src/protocol/run-page.ts';
import type { Run } from '../../src/protocol/runs.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import { said } from '../words/sentence.ts';
import { t } from '../words/translate.ts';
import { ModelIndex } from './model-index.ts';
import { SetupData } from './run-setup-data.ts';
import { type Forecast, forecast, mustAsk, question } from './run-setup-estimate.ts';
import { Estimator } from './run-setup-estimator.ts';
import {
  firstPrompt,
  formOf,
  type ModelForm,
  type PromptForm,
  type ReadSetup,
  readSetup,
  type SetupForm,
} from './run-setup-form.ts';
import { asProfile, changeBy } from './run-setup-picks.ts';

/** What the setup tells the page around it. */
export interface SetupOutput {
  /** Something that is drawn has changed. */
  changed(): void;
  draftChanged(draft: RunDraft): void;
  started(run: Run): void;
}

/** The setup view's state: what is written, what is known about it, and what can be done. */
export class RunSetupState {
  form: SetupForm;
  read: ReadSetup;
  models = new ModelIndex();
  definitions: ReadonlyMap<string, ModelDefinition> = new Map();
  warnings: readonly string[];
  /** Of the data's file, as a person chose it; empty when its bytes told it. */
  encoding: string;
  /** Of the preview, from 0. */
  previewRow = 0;
  starting = false;
  /** Why the last thing that was tried did not work. */
  failure: Failure | undefined;
  readonly data: SetupData;
  readonly estimator: Estimator;
  readonly #client: PageClient;
  readonly #output: SetupOutput;
  readonly #projectId: string | undefined;
  readonly #stopEvents: () => void;
  #datasetId: string | undefined;
  /** The prompt is still ours, so other data may change it. */
  #suggested: string | undefined;

  constructor(client: PageClient, draft: RunDraft, output: SetupOutput) {
    this.#client = client;
    this.#output = output;
    this.#projectId = draft.setup?.projectId;
    this.#datasetId = draft.datasetId ?? draft.setup?.datasetId;
    this.warnings = draft.warnings ?? [];
    this.encoding = draft.encoding ?? '';
    this.form = formOf(draft);
    this.read = readSetup(this.form, this.#source);
    const changed = () => output.changed();
    this.data = new SetupData(client, changed);
    this.estimator = new Estimator(client, changed);
    this.#stopEvents = client.onEvent(({ type }) => {
      if (type === 'models:changed' || type === 'settings:changed') void this.#loadModels(true);
      if (type === 'data:replaced') void this.start();
    });
  }

  async start(): Promise<void> {
    await Promise.all([this.#loadModels(), this.#loadData()]);
  }

  /** Nothing is asked any more. */
  stop(): void {
    this.#stopEvents();
    this.estimator.stop();
  }

  get headers(): readonly string[] {
    return this.data.view.kind === 'ready' ? this.data.view.dataset.headers : [];
  }

  get rowCount(): number {
    return this.data.view.kind === 'ready' ? this.data.view.dataset.rowCount : 0;
  }

  /** What the back end would refuse the run for, as a sentence; the form's own problems are not among it. */
  get refusal(): string | undefined {
    const { problems = [], missingColumns = [] } = this.estimator.state.value ?? {};
    const [problem] = problems;
    const [column] = missingColumns;
    if (problem !== undefined) return said(problem);
    return column === undefined ? undefined : t('There is no column for {0}.', `{{${column}}}`);
  }

  get canStart(): boolean {
    return this.read.setup !== undefined && !this.starting && this.refusal === undefined && this.rowCount > 0;
  }

  /** Rows of a try; never more than there are. */
  get tryRows(): number {
    return Math.min(this.read.firstRows, this.rowCount || this.read.firstRows);
  }

  get #source() {
    return {
      ...(this.#datasetId === undefined ? {} : { datasetId: this.#datasetId }),
      ...(this.#projectId === undefined ? {} : { projectId: this.#projectId }),
      ...(this.data?.view.kind === 'ready' ? { headers: this.headers } : {}),
    };
  }

  edit(change: Partial<SetupForm>): void {
    this.form = { ...this.form, ...change };
    this.#settle();
    this.#output.draftChanged(this.#draft());
  }

  editPrompt(index: number, change: Partial<PromptForm>): void {
    this.edit({
      prompts: this.form.prompts.map((prompt, at) => (at === index ? { ...prompt, ...change } : prompt)),
    });
  }

  editModel(index: number, change: Partial<ModelForm>): void {
    this.edit({
      models: this.form.models.map((model, at) => (at === index ? { ...model, ...change } : model)),
    });
  }

  /** Takes a model out of this run, and out of what the next one begins with. */
  removeModel(reference: string): void {
    this.edit({ models: this.form.models.filter((model) => model.reference !== reference) });
    // One that could not be left out is no reason to bother anybody.
    this.#client
      .workbench('workbench:leave-out-model', { model: reference, use: 'run' })
      .catch(() => undefined);
  }

  showRow(index: number): void {
    this.previewRow = Math.max(0, Math.min(this.rowCount - 1, index));
    this.#output.changed();
  }

  async pickData(): Promise<void> {
    const picked = await this.#try(() => this.#client.workbench('workbench:pick-dataset', {}));
    if (picked) await this.#take(picked, '');
  }

  /** Reads the data's file in another encoding; empty is what its bytes tell. */
  async readAgain(encoding: string): Promise<void> {
    const datasetId = this.#datasetId;
    if (datasetId === undefined) return;
    const chosen = encoding === '' ? {} : { encoding };
    const read = await this.#try(() =>
      this.#client.workbench('workbench:read-again', { datasetId, ...chosen }),
    );
    if (read) await this.#take(read, encoding);
    // What was chosen does not hold: the choice shows again what does.
    else this.#output.changed();
  }

  async #take(read: { datasetId: string; warnings: string[] }, encoding: string): Promise<void> {
    this.#datasetId = read.datasetId;
    this.warnings = read.warnings;
    this.encoding = encoding;
    this.previewRow = 0;
    await this.#loadData();
    this.#output.draftChanged(this.#draft());
  }

  async retryData(): Promise<void> {
    await this.#loadData();
  }

  async pickModels(): Promise<void> {
    const selected = this.form.models.map(({ reference }) => reference);
    const picked = await this.#try(() =>
      this.#client.workbench('workbench:pick-models', { selected, use: 'run' }),
    );
    if (!picked?.models) return;
    const before = new Map(this.form.models.map((model) => [model.reference, model]));
    this.edit({
      models: picked.models.map(
        (reference) => before.get(reference) ?? { reference, parameters: {}, native: false },
      ),
    });
  }

  async setKey(provider: string): Promise<void> {
    const answer = await this.#try(() => this.#client.workbench('workbench:set-api-key', { provider }));
    if (answer?.saved) await this.#loadModels(true);
  }

  /** The text of a file that a person chooses in the place of a prompt. */
  async promptFromFile(index: number): Promise<void> {
    const file = await this.#try(() =>
      this.#client.workbench('workbench:pick-text-file', { title: t('Choose a File with a Prompt') }),
    );
    if (file) this.editPrompt(index, { template: file.text });
  }

  /** A profile of those that VS Code's quick pick offers, or what is written as a new one. */
  async pickProfile(): Promise<void> {
    const current = asProfile(this.form);
    const picked = await this.#try(() =>
      this.#client.workbench('workbench:pick-profile', { current, template: true }),
    );
    if (picked?.profile) this.edit(changeBy(picked.profile, this.form));
  }

  /** A prompt of the library in the place of a prompt, or that prompt into the library. */
  async pickPrompt(index: number): Promise<void> {
    const { template: text, system } = this.form.prompts[index]!;
    const current = { text, ...(system.trim() === '' ? {} : { system }) };
    const picked = await this.#try(() =>
      this.#client.workbench('workbench:pick-prompt', { current, template: true }),
    );
    if (!picked?.prompt) return;
    const { text: template, system: words } = picked.prompt;
    this.editPrompt(index, { template, ...(words === undefined ? {} : { system: words }) });
  }

  dismissFailure(): void {
    this.failure = undefined;
    this.#output.changed();
  }

  /** Asks first where it may be dear; `rows` absent takes all. */
  async run(rows?: number): Promise<void> {
    const { setup } = this.read;
    if (!setup || !this.canStart) return;
    this.starting = true;
    this.#output.changed();
    const run = await this.#try(async () => {
      if (!(await this.#agreed(rows ?? this.rowCount, setup))) return undefined;
      const limit = rows !== undefined && rows < this.rowCount ? { limit: rows } : {};
      return this.#client.request('run:start', { ...setup, ...limit });
    });
    this.starting = false;
    this.#output.changed();
    if (run) this.#output.started(run);
  }

  async #agreed(rows: number, setup: RunSetup): Promise<boolean> {
    const { state } = this.estimator;
    const value =
      state.value && !state.asking
        ? state.value
        : await this.#client.request('run:estimate', setup).catch(() => undefined);
    const unknown: Forecast = {
      rows,
      calls: rows * this.form.models.length * this.form.prompts.length * (setup.repeats ?? 1),
      cost: null,
      unknownPrice: true,
    };
    const cast = value ? forecast(value, rows) : unknown;
    if (!mustAsk(cast)) return true;
    const asked = { ...question(cast, setup.maxCostUsd), action: t('Run') };
    return (await this.#client.workbench('workbench:confirm', asked)).confirmed;
  }

  async #loadData(): Promise<void> {
    await this.data.load(this.#datasetId);
    const { prompts } = this.form;
    const [only] = prompts;
    const ours = only?.template === '' || only?.template === this.#suggested;
    if (this.data.view.kind === 'ready' && prompts.length === 1 && only && ours) {
      this.#suggested = firstPrompt(this.headers);
      this.form = { ...this.form, prompts: [{ ...only, template: this.#suggested }] };
    }
    this.#settle();
  }

  async #loadModels(estimateAnew = false): Promise<void> {
    const loaded = await this.#try(() =>
      Promise.all([this.#client.request('models:get-all', {}), this.#client.request('providers:list', {})]),
    );
    if (!loaded) return;
    const [models, providers] = loaded;
    this.models = new ModelIndex(models, providers);
    this.definitions = new Map(models.map((model) => [`${model.provider}:${model.id}`, model]));
    this.#settle(estimateAnew);
  }

  #settle(estimateAnew = false): void {
    this.read = readSetup(this.form, this.#source);
    const ready = this.data.view.kind === 'ready';
    this.estimator.want(ready ? this.read.setup : undefined, estimateAnew);
    this.#output.changed();
  }

  #draft(): RunDraft {
    const { datasetId, ...setup } = this.read.draft;
    return {
      ...(datasetId === undefined ? {} : { datasetId }),
      ...(this.warnings.length === 0 ? {} : { warnings: [...this.warnings] }),
      ...(this.encoding === '' ? {} : { encoding: this.encoding }),
      setup,
    };
  }

  /** What fails is shown, and comes back as undefined. */
  async #try<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      const done = await act();
      this.failure = undefined;
      return done;
    } catch (thrown) {
      this.failure = toFailure(thrown);
      this.#output.changed();
      return undefined;
    }
  }
}
