import fs from 'node:fs/promises';
import { activityCsv, activityRecord } from '../core/activity-export.ts';
import type { Task } from '../protocol/activity.ts';
import { allTasks } from './activity-tasks.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { absolutePath } from './target-file.ts';
import { writeTarget } from './write-target.ts';

interface Lines {
  head: string;
  line(task: Task, project: string, first: boolean): string;
  end(empty: boolean): string;
}

function linesOf(format: 'csv' | 'json', neutralise: boolean): Lines {
  if (format === 'csv') return { ...activityCsv({ neutralise }), end: () => '' };
  return {
    head: '[',
    line: (task, project, first) => `${first ? '' : ','}\n${JSON.stringify(activityRecord(task, project))}`,
    end: (empty) => (empty ? ']\n' : '\n]\n'),
  };
}

/** Writes the history of calls to files, in pieces: memory stays flat however many there are. */
export function activityExportHandlers(ports: BackendPorts): Handlers<'activity:export'> {
  const { store } = ports;
  return {
    async 'activity:export'({ filter = {}, format, path, neutralise = true }, { commit, signal }) {
      const target = absolutePath(path);
      const projects = new Map((await store.projects.list()).map(({ id, name }) => [id, name]));
      const lines = linesOf(format, neutralise);
      const { value, bytes } = await writeTarget(ports, target, { overwrite: true }, async (unfinished) => {
        const handle = await fs.open(unfinished, 'wx');
        try {
          let rows = 0;
          await handle.writeFile(lines.head);
          for await (const tasks of allTasks(ports, filter, signal)) {
            const text = tasks.map((task) =>
              lines.line(task, projects.get(task.projectId) ?? '', rows++ === 0),
            );
            await handle.writeFile(text.join(''));
          }
          await handle.writeFile(lines.end(rows === 0));
          await handle.sync();
          return rows;
        } finally {
          await handle.close();
        }
      });
      const answer = { path: target, rows: value, bytes };
      await commit({ writes: [], answer });
      return answer;
    },
  };
}
