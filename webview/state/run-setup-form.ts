import { checkTemplates } from '../../src/core/checks/kinds.ts';
import { mostVariants } from '../../src/core/run-variants.ts';
import { missingNames, parseTemplate } from '../../src/core/template-parts.ts';
import type { Parameters } from '../../src/protocol/generation.ts';
import type { RunSetup } from '../../src/protocol/run-methods.ts';
import type { RunDraft } from '../../src/protocol/run-page.ts';
import { t } from '../words/translate.ts';
import { type CheckForm, checkForm, readCheck } from './run-setup-checks.ts';
import { decimal, whole } from './run-setup-numbers.ts';
import { readSchema } from './run-setup-schema.ts';

/** One prompt as it is written; `images` has a path, URL or placeholder a line. */
export interface PromptForm {
  template: string;
  system: string;
  images: string;
}

export interface ModelForm {
  /** `provider:id`. */
  reference: string;
  parameters: Parameters;
  native: boolean;
}

/** All that a person has written in the setup view, as text wherever it may be half written. */
export interface SetupForm {
  name: string;
  prompts: PromptForm[];
  models: ModelForm[];
  checks: CheckForm[];
  schema: string;
  /** For all models. */
  parameters: Parameters;
  repeats: string;
  concurrency: string;
  maxCostUsd: string;
  cache: boolean;
  anyImages: boolean;
  firstRows: string;
}

export const defaultFirstRows = 5;

/** What stands in the way of a run, by the field in which it is put right. */
export type SetupProblems = ReadonlyMap<string, string>;

export interface ReadSetup {
  /** Absent while something stands in the way. */
  setup?: RunSetup;
  /** What is well formed, to be kept. */
  draft: Partial<RunSetup>;
  problems: SetupProblems;
  /** Of a try with the first rows. */
  firstRows: number;
}

export interface SetupSource {
  datasetId?: string;
  projectId?: string;
  /** Absent until the data is there: nothing can be said about columns then. */
  headers?: readonly string[];
}

export function formOf({ setup = {} }: RunDraft): SetupForm {
  const text = (value: number | undefined) => (value === undefined ? '' : String(value));
  return {
    name: setup.name ?? '',
    prompts: (setup.prompts ?? [{ template: '' }]).map(({ template, system, images }) => ({
      template,
      system: system ?? '',
      images: images?.join('\n') ?? '',
    })),
    models: (setup.models ?? []).map((model) =>
      typeof model === 'string'
        ? { reference: model, parameters: {}, native: false }
        : { reference: model.model, parameters: model.parameters ?? {}, native: model.native ?? false },
    ),
    checks: (setup.checks ?? []).map(checkForm),
    schema: setup.schema ? JSON.stringify(setup.schema, null, 2) : '',
    parameters: setup.parameters ?? {},
    repeats: text(setup.repeats ?? 1),
    concurrency: text(setup.concurrency),
    maxCostUsd: text(setup.maxCostUsd),
    cache: setup.cache ?? false,
    anyImages: setup.anyImages ?? false,
    firstRows: text(setup.limit ?? defaultFirstRows),
  };
}

/** A prompt that makes sense of a table nobody has written one for: the column that looks like the question. */
export function firstPrompt(headers: readonly string[]): string {
  const usual = ['question', 'prompt', 'input', 'query', 'instruction', 'text', 'message', 'content'];
  const named = (word: string) => headers.find((header) => header.trim().toLowerCase() === word);
  const header = usual.map(named).find((found) => found !== undefined) ?? headers.find((name) => name !== '');
  return header === undefined || /[{}]/.test(header) ? '' : `{{${header.trim()}}}`;
}

/** What the form says as a setup, or what is missing for one. */
export function readSetup(form: SetupForm, from: SetupSource): ReadSetup {
  const problems = new Map<string, string>();
  const draft: Partial<RunSetup> = {};
  if (from.projectId !== undefined) draft.projectId = from.projectId;
  if (from.datasetId !== undefined) draft.datasetId = from.datasetId;
  else problems.set('data', t('Choose a data file.'));
  if (form.name.trim() !== '') draft.name = form.name.trim().slice(0, 500);
  readPrompts(form, draft, problems, from.headers);
  readModels(form, draft, problems);
  readChecks(form, draft, problems, from.headers);
  if (Object.keys(form.parameters).length > 0) draft.parameters = form.parameters;
  if (form.cache) draft.cache = true;
  if (form.anyImages && form.prompts.some(({ images }) => images.trim() !== '')) draft.anyImages = true;
  const schema = readSchema(form.schema);
  if (schema.problem) problems.set('schema', schema.problem);
  if (schema.value) draft.schema = schema.value;
  const repeats = whole(form.repeats, 1, 100);
  const concurrency = whole(form.concurrency, 1, 1000);
  const cap = decimal(form.maxCostUsd);
  const limit = whole(form.firstRows, 1, Number.MAX_SAFE_INTEGER);
  for (const [field, read] of Object.entries({ repeats, concurrency, maxCostUsd: cap, firstRows: limit })) {
    if (read.problem) problems.set(field, read.problem);
  }
  if (repeats.value !== undefined && repeats.value !== 1) draft.repeats = repeats.value;
  if (concurrency.value !== undefined) draft.concurrency = concurrency.value;
  if (cap.value !== undefined) draft.maxCostUsd = cap.value;
  const setup: Partial<RunSetup> = { ...draft };
  const firstRows = limit.value ?? defaultFirstRows;
  if (firstRows !== defaultFirstRows) draft.limit = firstRows;
  const complete = problems.size === 0 ? { setup: setup as RunSetup } : {};
  return { ...complete, draft, problems, firstRows };
}

function readPrompts(
  form: SetupForm,
  draft: Partial<RunSetup>,
  problems: Map<string, string>,
  headers: readonly string[] | undefined,
): void {
  const prompts: RunSetup['prompts'] = [];
  form.prompts.forEach(({ template, system, images }, index) => {
    if (template.trim() === '') {
      problems.set(
        `prompt-${index}`,
        form.prompts.length === 1 ? t('Write a prompt.') : t('Write this prompt or remove it.'),
      );
      return;
    }
    const lines = images
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const missing = headers ? missingIn([template, system, ...lines], headers) : [];
    if (missing.length > 0) problems.set(`prompt-${index}`, noColumns(missing));
    if (lines.length > 16) problems.set(`images-${index}`, t('A prompt takes at most 16 images.'));
    prompts.push({
      template,
      ...(system.trim() === '' ? {} : { system }),
      ...(lines.length === 0 ? {} : { images: lines.slice(0, 16) }),
    });
  });
  if (prompts.length > 0) draft.prompts = prompts;
}

/** A check over a table: what is wrong may be that it has no such column. */
export function readCheckOver(
  written: CheckForm,
  headers: readonly string[] | undefined,
): ReturnType<typeof readCheck> {
  const { check, problem } = readCheck(written);
  const missing = headers && check ? missingIn(checkTemplates(check), headers) : [];
  return {
    ...(check ? { check } : {}),
    ...(problem ? { problem } : missing.length > 0 ? { problem: noColumns(missing) } : {}),
  };
}

/** Placeholders of several templates for which a table has no column. */
export function missingIn(templates: readonly string[], headers: readonly string[]): string[] {
  return [...new Set(templates.flatMap((template) => missingNames(parseTemplate(template), headers)))];
}

function noColumns(names: readonly string[]): string {
  const written = names.map((name) => `{{${name}}}`).join(', ');
  return names.length === 1
    ? t('There is no column for {0}.', written)
    : t('There are no columns for {0}.', written);
}

/** As the back end says it, in the language of the page. */
export function tooManyColumns(variants: number): string {
  return t('{0} columns are more than {1}: choose fewer models or prompts.', variants, mostVariants);
}

function readModels(form: SetupForm, draft: Partial<RunSetup>, problems: Map<string, string>): void {
  const variants = form.models.length * form.prompts.length;
  if (form.models.length === 0) problems.set('models', t('Choose at least one model.'));
  else if (variants > mostVariants) problems.set('models', tooManyColumns(variants));
  if (form.models.length === 0) return;
  draft.models = form.models.map(({ reference, parameters, native }) => {
    const own = Object.keys(parameters).length > 0;
    if (!own && !native) return reference;
    return { model: reference, ...(own ? { parameters } : {}), ...(native ? { native } : {}) };
  });
}

function readChecks(
  form: SetupForm,
  draft: Partial<RunSetup>,
  problems: Map<string, string>,
  headers: readonly string[] | undefined,
): void {
  const checks: NonNullable<RunSetup['checks']> = [];
  form.checks.forEach((written, index) => {
    const { check, problem } = readCheckOver(written, headers);
    if (check) checks.push(check);
    if (problem) problems.set(`check-${index}`, problem);
  });
  if (checks.length > 0) draft.checks = checks;
}
