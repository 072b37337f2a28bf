import type { ProjectRow } from '../core/ports/store.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { writeProjectFile } from './project-file.ts';
import { withContents } from './project-media.ts';
import type { CurrentProject } from './projects.ts';
import { absolutePath, writeTarget } from './target-file.ts';

export function exportHandlers(
  ports: BackendPorts,
  current: CurrentProject,
): Handlers<'data:export-project'> {
  const { store, clock, ids, productVersion } = ports;
  return {
    async 'data:export-project'({ projectId, path, overwrite }, { commit, signal }) {
      const target = absolutePath(path);
      const project = await current.get(projectId);
      const facts = { schemaVersion: store.schemaVersion, productVersion, exportedAt: clock.now() };
      const options = { databasePath: store.path, overwrite: overwrite ?? false, id: ids.next() };
      const rows = withContents(store.media, importable(ports, project.id, signal));
      const { value, bytes } = await writeTarget(target, options, (unfinished) =>
        writeProjectFile(unfinished, facts, rows),
      );
      const answer = { project, path: target, rows: value, bytes };
      await commit({ writes: [], answer });
      return answer;
    },
  };
}

/**
 * The rows of a project, less those that no import would take: work goes on meanwhile, and a row may name another one
 * that came after its place in the file was passed.
 */
async function* importable(
  { store, log }: BackendPorts,
  projectId: string,
  signal: AbortSignal,
): AsyncGenerator<ProjectRow> {
  const check = await store.projectRows.check();
  for await (const row of store.projectRows.read(projectId)) {
    signal.throwIfAborted();
    try {
      check(row);
    } catch (thrown) {
      log.warn('A row was left out of the export.', {
        table: row.table,
        reason: toAbaiError(thrown).message,
      });
      continue;
    }
    yield row;
  }
}
