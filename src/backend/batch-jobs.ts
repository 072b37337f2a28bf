import type * as z from 'zod';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { BatchJob, batchMethods } from '../protocol/batches.ts';
import type { Context, Handlers, Resumes } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { datasetOfRows } from './row-dataset.ts';
import { runOf } from './run-status.ts';

type Request = z.infer<(typeof batchMethods)['batch:submit']['params']>;
type Job = z.infer<typeof BatchJob>;

/** A run as the first design sees it: its rows count as complete or failed when all their cells have ended. */
export async function jobOf({ store }: Pick<BackendPorts, 'store'>, run: StoredRun): Promise<Job> {
  const rows = await store.nativeBatches.rowCounts(run.id);
  return {
    id: run.id,
    projectId: run.projectId,
    fileName: run.fileName ?? run.name,
    status: run.status,
    totalRows: rows.total,
    completedRows: rows.completed,
    failedRows: rows.failed,
    totalCost: run.cost.usd,
  };
}

/** Runs by the first design's names: rows come with the request instead of from a file. */
export function batchJobHandlers(
  ports: BackendPorts,
  current: CurrentProject,
  { 'run:start': start }: Handlers<'run:start'>,
): Handlers<'batch:submit' | 'batch:submit-native'> {
  async function submit(request: Request, native: boolean, context: Context): Promise<Job> {
    const { fileName, rows, prompt, models } = request;
    const project = await current.forNew(request.projectId);
    const dataset = await datasetOfRows(ports, project.id, fileName, rows);
    const run = await start(
      {
        projectId: project.id,
        datasetId: dataset.id,
        name: fileName,
        prompts: [{ template: prompt }],
        models: native ? models.map((model) => ({ model, native })) : models,
      },
      context,
    );
    return jobOf(ports, await runOf(ports, run.id));
  }

  return {
    'batch:submit': (request, context) => submit(request, false, context),
    'batch:submit-native': (request, context) => submit(request, true, context),
  };
}

export function batchJobResumes(ports: BackendPorts): Resumes {
  const resume = async ({ runId }: { runId: string }): Promise<Job> =>
    jobOf(ports, await runOf(ports, runId));
  return { 'batch:submit': resume, 'batch:submit-native': resume, 'batch:update-status': resume };
}
