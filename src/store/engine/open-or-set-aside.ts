import fs from 'node:fs';
import { AbaiError } from '../../protocol/errors.ts';
import { clearTheWay } from './clear-the-way.ts';
import { companionsOf } from './closed-file.ts';
import { clearSuspicion, isEmpty, isSuspect, setAside } from './damaged-file.ts';
import { isLogDamaged } from './damaged-log.ts';
import type { Damage, EngineOptions } from './engine.ts';
import { LocalEngine } from './local-engine.ts';
import { isOfTheDisk, storeProblem } from './result-code.ts';

/**
 * Opens the database at `path`. Whatever is no sound database is kept under another name, and a new database begins;
 * `damage` says so. Errors of the disk (read-only, full) are thrown and move nothing.
 */
export async function openOrSetAside(
  path: string,
  options: EngineOptions = {},
  now: () => Date = () => new Date(),
): Promise<{ engine: LocalEngine; damage: Damage | undefined }> {
  const inTheWay = clearTheWay(path, now());
  if (inTheWay) return { engine: await LocalEngine.open(path, options), damage: inTheWay };
  const wasEmpty = isEmpty(path);
  try {
    const engine = await openSound(path, options);
    return { engine, damage: wasEmpty ? { kind: 'empty', keptAt: undefined } : undefined };
  } catch (error) {
    if (isOfTheDisk(error)) throw error;
    const keptAt = setAside(path, now());
    clearSuspicion(path);
    const kind = storeProblem(error) === 'not-a-database' ? 'not-a-database' : 'corrupt';
    return { engine: await LocalEngine.open(path, options), damage: { kind, keptAt } };
  }
}

async function openSound(path: string, options: EngineOptions): Promise<LocalEngine> {
  const size = fs.statSync(path, { throwIfNoEntry: false })?.size;
  // SQLite would delete the log of a file without content.
  if (size === 0 && companionsOf(path).some(({ file }) => fs.statSync(file).size > 0)) {
    throw corrupt(path, ['the file is empty and its log is not']);
  }
  // SQLite takes it for an empty one, which it itself makes so on some systems, and would write over it without a mark.
  if (size === 1) throw corrupt(path, ['the file is shorter than it says']);
  if (isLogDamaged(path)) throw corrupt(path, ['its log is damaged']);
  const engine = await LocalEngine.open(path, options);
  try {
    if (engine.isTruncated()) throw corrupt(path, ['the file is shorter than it says']);
    if (isSuspect(path)) {
      const problems = await engine.integrityCheck();
      if (problems.length) throw corrupt(path, problems);
      clearSuspicion(path);
    }
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function corrupt(path: string, problems: string[]): AbaiError {
  return new AbaiError('store', `The database ${path} is damaged: ${problems[0]}.`, {
    details: { problem: 'corrupt', path, problems: problems.slice(0, 10) },
  });
}
