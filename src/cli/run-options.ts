import { parseCheck } from '../core/checks/notation.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Params } from '../protocol/methods.ts';
import { type NamedTextOptions, namedText } from './named-text.ts';
import type { StartingPoint } from './starting-point.ts';
import { UsageError } from './usage-error.ts';

/** Options of `abai run` that say what is asked, as `parseArgs` takes them. */
export const setupOptions = {
  prompt: { type: 'string', short: 'p', multiple: true },
  'prompt-file': { type: 'string', multiple: true },
  system: { type: 'string', short: 's' },
  encoding: { type: 'string' },
  image: { type: 'string', multiple: true },
  'any-images': { type: 'boolean' },
  models: { type: 'string', short: 'm', multiple: true },
  profile: { type: 'string' },
  project: { type: 'string' },
  native: { type: 'boolean' },
  temperature: { type: 'string' },
  'max-tokens': { type: 'string' },
  schema: { type: 'string' },
  check: { type: 'string', multiple: true },
  repeats: { type: 'string' },
  limit: { type: 'string' },
  concurrency: { type: 'string' },
  'max-cost': { type: 'string' },
  cache: { type: 'boolean' },
} as const;

type Values = {
  [K in keyof typeof setupOptions]?:
    | ((typeof setupOptions)[K] extends { multiple: true }
        ? string[]
        : (typeof setupOptions)[K] extends { type: 'boolean' }
          ? boolean
          : string)
    | undefined;
};

/**
 * What the options ask for, over what a profile and a project say. Reads prompts and schema from their files, and warns of
 * what is odd about those. Throws UsageError.
 */
export async function setupOf(
  values: Values,
  warn: (sentence: string) => void,
  point: StartingPoint = {},
): Promise<Omit<Params<'run:start'>, 'requestId'>> {
  const models = modelsOf(values, point);
  const options = { encoding: values.encoding, warn };
  const files = await Promise.all(
    (values['prompt-file'] ?? []).map((file) => namedText('The prompt file', file, options)),
  );
  const given = [...(values.prompt ?? []), ...files];
  const templates = given.length > 0 || point.promptTemplate === undefined ? given : [point.promptTemplate];
  if (templates.length === 0)
    throw new UsageError("Give a prompt: --prompt 'Translate: {{text}}' or --prompt-file FILE.");
  const system = values.system ?? point.system;
  const parameters = {
    ...point.parameters,
    ...(values.temperature === undefined ? {} : { temperature: temperatureOf(values.temperature) }),
    ...(values['max-tokens'] === undefined
      ? {}
      : { maxTokens: wholeNumber('--max-tokens', values['max-tokens']) }),
  };
  const schema = values.schema === undefined ? point.schema : await schemaOf(values.schema, options);
  return {
    ...(point.projectId === undefined ? {} : { projectId: point.projectId }),
    prompts: templates.map((template) => ({
      template,
      ...(system ? { system } : {}),
      ...(values.image ? { images: values.image } : {}),
    })),
    models: values.native
      ? models.map((each) => ({ ...(typeof each === 'string' ? { model: each } : each), native: true }))
      : models,
    checks: (values.check ?? []).map((check) => wrongUse(() => parseCheck(check))),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(schema === undefined ? {} : { schema }),
    ...(values.repeats === undefined ? {} : { repeats: wholeNumber('--repeats', values.repeats) }),
    ...(values.limit === undefined ? {} : { limit: wholeNumber('--limit', values.limit) }),
    ...(values.concurrency === undefined
      ? {}
      : { concurrency: wholeNumber('--concurrency', values.concurrency) }),
    ...(values['max-cost'] === undefined ? {} : { maxCostUsd: amount(values['max-cost']) }),
    ...(values.cache ? { cache: true } : {}),
    ...(values['any-images'] ? { anyImages: true } : {}),
  };
}

function modelsOf(values: Values, point: StartingPoint): NonNullable<StartingPoint['models']> {
  const given = values.models?.flatMap((list) => list.split(',')).map((model) => model.trim());
  const models = given ?? point.models ?? [];
  if (models.length === 0 || models.includes(''))
    throw new UsageError('Say which models to ask, for example --models demo:swift,demo:sage.');
  return models;
}

async function schemaOf(file: string, options: NamedTextOptions): Promise<Record<string, unknown>> {
  const text = await namedText('The schema file', file, options);
  try {
    const schema: unknown = JSON.parse(text);
    if (typeof schema === 'object' && schema !== null && !Array.isArray(schema))
      return schema as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new UsageError(`The schema file ${JSON.stringify(file)} must hold one JSON object: a JSON Schema.`);
}

export function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/u.test(text)) throw new UsageError(`${option} needs a whole number above 0 after it.`);
  return Number(text);
}

export function amount(text: string): number {
  const usd = Number(text);
  if (!(usd > 0) || !Number.isFinite(usd))
    throw new UsageError('--max-cost needs an amount in USD above 0, such as 2.50.');
  return usd;
}

function temperatureOf(text: string): number {
  const temperature = Number(text);
  if (text.trim() === '' || !(temperature >= 0 && temperature <= 2))
    throw new UsageError('--temperature needs a number from 0 to 2 after it.');
  return temperature;
}

function wrongUse<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof AbaiError) throw new UsageError(error.message);
    throw error;
  }
}
