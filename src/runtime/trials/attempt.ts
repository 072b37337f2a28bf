import type { Ajv as Classic, ValidateFunction } from 'ajv';
import type { Trial, TrialResult } from '../../core/ports/trials.ts';

type PatternTrial = Extract<Trial, { pattern: string }>;
type SchemaTrial = Extract<Trial, { schema: unknown }>;

/** Patterns and schemas that are kept compiled. */
const mostKept = 200;
const patterns = new Map<string, RegExp>();
const validators = new Map<string, Promise<Validator>>();
const keys = new WeakMap<object, string>();

interface Validator {
  validate?: ValidateFunction;
  errorsText?: () => string;
  problem?: string;
  /** What the schema says and nobody checks. */
  ignored?: string;
}

export function tryPattern({ pattern, flags, text }: PatternTrial): TrialResult {
  try {
    const key = `${flags}/${pattern}`;
    let found = patterns.get(key);
    if (!found) {
      found = new RegExp(pattern, flags);
      keep(patterns, key, found);
    }
    found.lastIndex = 0;
    return { fits: found.test(text) };
  } catch (error) {
    return { fits: undefined, detail: `the pattern cannot be used: ${(error as Error).message}` };
  }
}

export async function trySchema({ schema, value }: SchemaTrial): Promise<TrialResult> {
  const { validate, errorsText, problem } = await validatorOf(schema);
  if (!validate) return { fits: undefined, detail: problem ?? 'it cannot be read' };
  try {
    return validate(value) ? { fits: true } : { fits: false, detail: errorsText?.() };
  } catch (error) {
    // Such as a value that is nested so deeply that the stack is too small for it.
    return {
      fits: undefined,
      detail: `the value cannot be held against the schema: ${(error as Error).message}`,
    };
  }
}

export async function schemaProblem(schema: Readonly<Record<string, unknown>>): Promise<string | undefined> {
  const { problem, ignored } = await validatorOf(schema);
  return problem ?? ignored;
}

/** Loads what schemas are tried with, so that a slow disk does not count as a slow pattern. */
export async function loadSchemas(): Promise<void> {
  await validatorOf({});
}

function validatorOf(schema: Readonly<Record<string, unknown>>): Promise<Validator> {
  let key = keys.get(schema);
  if (key === undefined) {
    key = JSON.stringify(schema);
    keys.set(schema, key);
  }
  let made = validators.get(key);
  if (!made) {
    made = compile(schema).catch((error: unknown) => ({ problem: (error as Error).message }));
    keep(validators, key, made);
  }
  return made;
}

/** Draft 2020-12, or draft-07 where `$schema` says so. */
async function compile(schema: Readonly<Record<string, unknown>>): Promise<Validator> {
  const older = typeof schema.$schema === 'string' && schema.$schema.includes('draft-07');
  // By the default: in the bundle, a CommonJS module that is loaded late has no other export.
  const loaded: unknown = older ? (await import('ajv')).default : (await import('ajv/dist/2020.js')).default;
  const { Ajv, Ajv2020 } = loaded as { Ajv: typeof Classic; Ajv2020: typeof Classic };
  let ignored: string | undefined;
  const warn = (...words: unknown[]) => {
    const format = /^unknown format "([^"]*)"/.exec(String(words[0]))?.[1];
    if (format !== undefined) ignored = `the format "${format}" is not known and would not be checked`;
  };
  const logger = { log() {}, warn, error() {} };
  const ajv = new (older ? Ajv : Ajv2020)({ strict: false, allErrors: true, logger });
  const formats = (await import('ajv-formats')).default as unknown as { default?: AddFormats } & AddFormats;
  (formats.default ?? formats)(ajv);
  const validate = ajv.compile(schema);
  return { validate, errorsText: () => ajv.errorsText(validate.errors, { dataVar: 'answer' }), ignored };
}

type AddFormats = (ajv: Classic) => unknown;

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, value);
}
