import { AbaiError } from '../../protocol/errors.ts';
import { clearSuspicion, isEmpty, isSuspect, setAside } from './damaged-file.ts';
import type { Damage, EngineOptions } from './engine.ts';
import { LocalEngine } from './local-engine.ts';
import { storeProblem } from './result-code.ts';

/**
 * Opens the database at `path`. A file that is not a sound database is kept under another name, and a new database
 * begins; `damage` says so. Errors of the disk (read-only, full) are thrown and move nothing.
 */
export async function openOrSetAside(
  path: string,
  options: EngineOptions = {},
  now: () => Date = () => new Date(),
): Promise<{ engine: LocalEngine; damage: Damage | undefined }> {
  const wasEmpty = isEmpty(path);
  try {
    const engine = await openSound(path, options);
    return { engine, damage: wasEmpty ? { kind: 'empty', keptAt: undefined } : undefined };
  } catch (error) {
    const kind = storeProblem(error);
    if (kind !== 'corrupt' && kind !== 'not-a-database') throw error;
    const keptAt = setAside(path, now());
    clearSuspicion(path);
    return { engine: await LocalEngine.open(path, options), damage: { kind, keptAt } };
  }
}

async function openSound(path: string, options: EngineOptions): Promise<LocalEngine> {
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
