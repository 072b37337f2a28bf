import * as z from 'zod';
import { AbaiError } from '../protocol/errors.ts';
import { ModelDefinition, type ModelFeature } from '../protocol/models.ts';
import { modelReference } from './model-reference.ts';

/** What loading a catalogue gives: the rows that are sound, and a sentence for each row that is not. */
export interface Catalogue {
  models: ModelDefinition[];
  warnings: string[];
}

const newestSchemaVersion = 1;

/** The file around the rows. Rows are checked one by one, so that one bad row does not cost the others. */
const CatalogueFile = z.object({
  schemaVersion: z
    .number()
    .int()
    .max(newestSchemaVersion, 'this version of A-B/AI is too old for the file: update A-B/AI'),
  currency: z.literal('USD', 'prices must be in "USD"'),
  models: z.array(z.unknown()).min(1, 'there is no model in it'),
});

/**
 * Reads a catalogue file. `source` is its text, or the JSON value that was parsed from it.
 *
 * @throws AbaiError `invalid` when it is not a catalogue at all, or when no row in it can be used.
 */
export function parseCatalogue(source: unknown, name = 'The model catalogue'): Catalogue {
  const file = CatalogueFile.safeParse(readJson(source, name));
  if (!file.success) {
    throw new AbaiError('invalid', `${name} cannot be used: ${describe(file.error)}.`);
  }
  const warnings: string[] = [];
  const models = new Map<string, ModelDefinition>();
  file.data.models.forEach((row, index) => {
    const parsed = ModelDefinition.safeParse(row);
    if (!parsed.success) {
      warnings.push(`${name}: ${rowName(row, index)} was left out: ${describe(parsed.error)}.`);
      return;
    }
    const reference = modelReference(parsed.data);
    if (models.has(reference)) {
      warnings.push(
        `${name}: ${rowName(row, index)} was left out: it stands there twice, the first one is used.`,
      );
      return;
    }
    models.set(reference, ordered(parsed.data));
  });
  if (models.size === 0) {
    throw new AbaiError(
      'invalid',
      `${name} cannot be used: no model in it is complete. ${warnings[0] ?? ''}`.trim(),
    );
  }
  return { models: [...models.values()], warnings };
}

/**
 * Lays a user's models over the shipped ones. An entry needs `provider` and `id`: of a shipped model it replaces just
 * the fields it names; of a new model what it leaves out gets a plain default, and a missing price stays unknown. A bad
 * entry is left out with a warning, never the whole list.
 */
export function mergeUserModels(shipped: readonly ModelDefinition[], entries: unknown): Catalogue {
  const models = new Map(shipped.map((model) => [modelReference(model), model]));
  const warnings: string[] = [];
  if (entries === undefined || entries === null) return { models: [...models.values()], warnings };
  if (!Array.isArray(entries)) {
    warnings.push(
      'Your models in the settings were left out: they must be a list of objects with "provider" and "id".',
    );
    return { models: [...models.values()], warnings };
  }
  entries.forEach((entry: unknown, index) => {
    const key = UserKey.safeParse(entry);
    const base = key.success ? models.get(`${key.data.provider}:${key.data.id}`) : undefined;
    const merged = ModelDefinition.safeParse(overlaid(entry, base));
    if (!merged.success) {
      warnings.push(`Your settings: ${rowName(entry, index)} was left out: ${describe(merged.error)}.`);
      return;
    }
    models.set(modelReference(merged.data), ordered(merged.data));
  });
  return { models: [...models.values()], warnings };
}

const UserKey = z.object({ provider: z.string(), id: z.string() });

/** Who names no features should not find plain options refused: what the model cannot do, its vendor says. */
const presumed: ModelFeature[] = ['streaming', 'temperature', 'json_mode', 'json_schema', 'tools', 'vision'];

function overlaid(entry: unknown, base: ModelDefinition | undefined): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  const given = entry as Record<string, unknown>;
  if (base === undefined) {
    return {
      name: given.id,
      description: '',
      contextSize: 0,
      features: presumed,
      ...given,
      origin: 'user',
    };
  }
  const kept: Record<string, unknown> = { ...base };
  if ('pricing' in given) {
    // The shipped tiers and dated changes belong to the shipped price and would overrule the user's.
    delete kept.tiers;
    delete kept.priceChanges;
    delete kept.source;
    delete kept.priceDate;
  }
  return { ...kept, ...given, origin: 'user' };
}

/** Tiers and dated changes in rising order, which the cost function relies on. */
function ordered(model: ModelDefinition): ModelDefinition {
  return {
    ...model,
    ...(model.tiers && {
      tiers: model.tiers.toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens),
    }),
    ...(model.priceChanges && {
      priceChanges: model.priceChanges.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)),
    }),
  };
}

function readJson(source: unknown, name: string): unknown {
  if (typeof source !== 'string') return source;
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new AbaiError('invalid', `${name} is not valid JSON: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** "entry 3 (openai:gpt-9)", by what can be read of it. */
function rowName(row: unknown, index: number): string {
  const key = UserKey.safeParse(row);
  return key.success ? `entry ${index + 1} (${key.data.provider}:${key.data.id})` : `entry ${index + 1}`;
}

/** The first few problems, each with the place where it is. */
function describe(error: z.ZodError): string {
  const shown = error.issues.slice(0, 3).map((issue) => {
    const place = issue.path.map((step) => String(step)).join('.');
    return place === '' ? issue.message : `"${place}": ${issue.message}`;
  });
  const more = error.issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
