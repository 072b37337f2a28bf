import { createHash } from 'node:crypto';
import type { MendedPart, Write } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { type NumberedRow, readProjectFile, wrongLine } from './project-file.ts';
import { isContent, keepContent, withContentCheck } from './project-media.ts';
import { absolutePath } from './target-file.ts';

/** Rows, and characters of them, that go into one transaction: more would hold up the others' work. */
const chunkRows = 100;
const chunkCharacters = 500_000;

/** Marks a project that is not wholly there yet: what a crash leaves of it is removed at the next start. */
const unfinishedKey = 'unfinishedImport:';

/** Removes what crashed imports left. */
export async function removeUnfinishedImports({ store, clock, log }: BackendPorts): Promise<void> {
  for (const key of Object.keys(await store.settings.all())) {
    if (!key.startsWith(unfinishedKey)) continue;
    log.warn('An import that did not come to its end is removed.');
    const projectId = key.slice(unfinishedKey.length);
    await store.commit({
      writes: [...store.projectRows.remove(projectId), store.settings.delete(key)],
      at: clock.now(),
    });
  }
}

/**
 * New ids out of old ones, the same for the same, without a table of them: the time in an id stays, so that what is
 * listed by id keeps its order.
 */
export function idMaker(salt: string): (id: string) => string {
  return (id) => {
    const hash = createHash('sha256').update(salt).update(id).digest('hex');
    const time = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/u.test(id)
      ? id.slice(0, 18)
      : `${hash.slice(16, 24)}-${hash.slice(24, 28)}-4${hash.slice(28, 31)}`;
    const variant = ((Number.parseInt(hash.slice(0, 1), 16) & 3) | 8).toString(16);
    return `${time}-${variant}${hash.slice(1, 4)}-${hash.slice(4, 16)}`;
  };
}

interface Survey {
  /** The project's id in the file. */
  projectId: string;
  rows: number;
  /** Some of the ids are taken here. */
  taken: boolean;
  /** What is changed as it comes in, and how often. */
  mended: Map<MendedPart, number>;
}

/** What of a foreign project is not taken in as it is, for people. */
function warningsOf({ mended }: Survey): string[] {
  const sentences: Readonly<Record<MendedPart, (count: number) => string>> = {
    run: (count) =>
      `Runs that were running come in paused: ${count}. Nothing of them goes on until you continue them.`,
    approval: (count) => `Tools that ran without asking ask again: in ${count} conversations and answers.`,
    path: (count) => `Paths to files of the machine it came from are left out: ${count}.`,
    figure: (count) => `Counts or costs that no provider can have meant are left out: ${count}.`,
  };
  return [...mended].map(([part, count]) => sentences[part](count));
}

export function importHandlers(ports: BackendPorts): Handlers<'data:import'> {
  const { store, clock, ids } = ports;

  const open = async (file: string, mended?: (part: MendedPart) => void) =>
    readProjectFile(file, store.schemaVersion, withContentCheck(await store.projectRows.check(mended)));

  /** Reads everything once before anything is written: most of what can be wrong is found here. */
  async function survey(file: string, signal: AbortSignal): Promise<Survey> {
    const mended: Survey['mended'] = new Map();
    const found: Survey = { projectId: '', rows: 0, taken: false, mended };
    const count = (part: MendedPart) => mended.set(part, (mended.get(part) ?? 0) + 1);
    for await (const chunk of chunks(await open(file, count))) {
      signal.throwIfAborted();
      const rows = chunk.map(({ row }) => row).filter((row) => !isContent(row));
      if (found.rows === 0) found.projectId = String(rows[0]?.row.id);
      found.rows += chunk.length;
      found.taken ||= await store.projectRows.anyTaken(rows);
    }
    return found;
  }

  /** In chunks, under a mark that the last step takes off: broken off anywhere, nothing of it stays. */
  async function write(file: string, projectId: string, newId: (id: string) => string, signal: AbortSignal) {
    const mark = [store.settings.set(unfinishedKey + projectId, clock.now())];
    for await (const chunk of chunks(await open(file))) {
      signal.throwIfAborted();
      const rows = chunk.map(({ row }) => row);
      for (const row of rows.filter(isContent)) await keepContent(store.media, row);
      const writes = rows
        .filter((row) => !isContent(row))
        .map((row) => store.projectRows.insert(row, projectId, newId));
      await commitChunk(file, chunk, [...mark.splice(0), ...writes]);
    }
  }

  async function commitChunk(file: string, chunk: readonly NumberedRow[], writes: readonly Write[]) {
    try {
      await store.commit({ writes, at: clock.now() });
    } catch (thrown) {
      if (!(thrown instanceof AbaiError) || thrown.code !== 'conflict') throw thrown;
      const lines = `${chunk[0]?.line} to ${chunk.at(-1)?.line}`;
      throw wrongLine(file, lines, 'these rows do not fit together: one of them is there twice', thrown);
    }
  }

  let before: Promise<unknown> = Promise.resolve();
  /** One import after the other: what the first one brings counts when the second one looks which ids are taken. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = before.then(work);
    before = turn.catch(() => {});
    return turn;
  }

  return {
    'data:import': ({ path, newIds }, { signal, commit }) =>
      inTurn(async () => {
        const file = absolutePath(path);
        const found = await survey(file, signal);
        const renewed = newIds === true || found.taken;
        const newId = renewed ? idMaker(ids.next()) : (id: string) => id;
        const projectId = newId(found.projectId);
        const unmark = store.settings.delete(unfinishedKey + projectId);
        try {
          await write(file, projectId, newId, signal);
          await store.commit({ writes: store.projectRows.fitCounts(projectId), at: clock.now() });
          const project = await store.projects.get(projectId);
          if (!project)
            throw new AbaiError('conflict', 'The file changed while it was read. Import it again.');
          const warnings = warningsOf(found);
          const answer = { project, rows: found.rows, newIds: renewed, warnings };
          await commit({
            writes: [unmark],
            events: [{ type: 'project:created', data: { project } }],
            answer,
          });
          return answer;
        } catch (thrown) {
          await store.commit({ writes: [...store.projectRows.remove(projectId), unmark], at: clock.now() });
          throw thrown;
        }
      }),
  };
}

async function* chunks(rows: AsyncIterable<NumberedRow>): AsyncGenerator<NumberedRow[]> {
  let chunk: NumberedRow[] = [];
  let characters = 0;
  for await (const numbered of rows) {
    chunk.push(numbered);
    characters += numbered.characters;
    if (chunk.length < chunkRows && characters < chunkCharacters) continue;
    yield chunk;
    chunk = [];
    characters = 0;
  }
  if (chunk.length > 0) yield chunk;
}
