import type { ProjectRow } from '../core/ports/store.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { writeProjectFile } from './project-file.ts';
import { withContents } from './project-media.ts';
import type { CurrentProject } from './projects.ts';
import { absolutePath } from './target-file.ts';
import { writeTarget } from './write-target.ts';

export function exportHandlers(
  ports: BackendPorts,
  current: CurrentProject,
): Handlers<'data:export-project'> {
  const { store, clock, productVersion } = ports;
  return {
    async 'data:export-project'({ projectId, path, overwrite, partial }, { commit, signal }) {
      const target = absolutePath(path);
      const project = await current.get(projectId);
      const facts = { schemaVersion: store.schemaVersion, productVersion, exportedAt: clock.now() };
      const options = { overwrite: overwrite ?? false };
      const fitting = new FittingRows(ports);
      const rows = withContents(store.media, fitting.of(project.id, signal));
      const { value, bytes } = await writeTarget(ports, target, options, async (unfinished) => {
        const written = await writeProjectFile(unfinished, facts, rows);
        if (fitting.leftOut > 0 && !partial) throw fitting.refusal();
        return written;
      });
      const answer = { project, path: target, rows: value, bytes, leftOut: fitting.leftOut };
      await commit({ writes: [], answer });
      return answer;
    },
  };
}

/** The rows of a project that an import would take. What a damaged database or an earlier version left may not be. */
class FittingRows {
  readonly #ports: BackendPorts;
  #first = '';
  leftOut = 0;

  constructor(ports: BackendPorts) {
    this.#ports = ports;
  }

  async *of(projectId: string, signal: AbortSignal): AsyncGenerator<ProjectRow> {
    const { store, log } = this.#ports;
    const check = await store.projectRows.check();
    for await (const row of store.projectRows.read(projectId)) {
      signal.throwIfAborted();
      try {
        check(row);
      } catch (thrown) {
        const reason = toAbaiError(thrown).message;
        if (this.leftOut === 0) this.#first = reason;
        this.leftOut += 1;
        log.warn('A row does not fit into the file of a project.', { table: row.table, reason });
        continue;
      }
      yield row;
    }
  }

  refusal(): AbaiError {
    return new AbaiError(
      'conflict',
      `${this.leftOut} rows of this project are damaged and could not be imported again (the first: ${this.#first}). Nothing was written. Export it without them, or restore a backup.`,
      { details: { leftOut: this.leftOut } },
    );
  }
}
