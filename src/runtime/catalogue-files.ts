import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Catalogue, mergeUserModels, parseCatalogue } from '../core/catalogue.ts';
import { AbaiError } from '../protocol/errors.ts';

/** Name of a user's own catalogue, in the data folder: a list of models, or a whole catalogue file. */
export const userCatalogueName = 'models.json';

/** Of a user's own catalogue: a thousand models are not half of one of them. */
const mostBytes = 10_000_000;

/**
 * The shipped catalogue with the user's own laid over it. A user's file that is broken is named in a warning and left
 * out; the shipped one always loads, and if an installation is damaged the error says so.
 */
export async function loadCatalogue(productRoot: string, dataDir: string): Promise<Catalogue> {
  const shippedPath = join(productRoot, 'data', 'models.json');
  const shipped = parseCatalogue(await readFile(shippedPath, 'utf8'), 'The shipped model catalogue');
  const userPath = join(dataDir, userCatalogueName);
  if (!existsSync(userPath)) return shipped;
  try {
    const { wholeFile, wholeText } = await import('../backend/files/whole-text.ts');
    const read = await wholeText(await wholeFile(userPath, mostBytes), userPath);
    const user = mergeUserModels(shipped.models, userEntries(JSON.parse(read.text), userPath));
    return { models: user.models, warnings: [...shipped.warnings, ...read.warnings, ...user.warnings] };
  } catch (error) {
    const reason =
      error instanceof AbaiError ? error.message : `it is not valid JSON (${(error as Error).message})`;
    return {
      models: shipped.models,
      warnings: [...shipped.warnings, `${userPath} is not used, the shipped models are: ${reason}`],
    };
  }
}

function userEntries(json: unknown, path: string): unknown {
  if (Array.isArray(json)) return json;
  const models =
    typeof json === 'object' && json !== null ? (json as { models?: unknown }).models : undefined;
  if (Array.isArray(models)) return models;
  throw new AbaiError('invalid', `${path} must hold a list of models, or an object with one under "models".`);
}
