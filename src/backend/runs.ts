import type { SchemaMismatch } from '../core/check-answer.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { NewCell, StoredRun } from '../core/ports/run-store.ts';
import { cellPlan } from '../core/run-cells.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { Run, RunStatus } from '../protocol/runs.ts';
import type { Catalogue } from './catalogue.ts';
import type { Context, Handlers, Resumes } from './handlers.ts';
import type { ModelCalls } from './model-calls.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { publicRun } from './public-run.ts';
import type { Publisher } from './publisher.ts';
import { RunningRun, requireColumns } from './running-run.ts';
import { schemaCheck } from './structured.ts';

/** More variants than this are refused. */
const mostVariants = 8;
/** Cells that are saved at once when a run is made. */
const cellsAtOnce = 20_000;

/** Runs that this back end carries out, and the actions on them. */
export class Runs {
  readonly #ports: BackendPorts;
  readonly #catalogue: Catalogue;
  readonly #calls: ModelCalls;
  readonly #publisher: Publisher;
  readonly #running = new Map<string, RunningRun>();
  #recovered = false;
  #closing = false;

  constructor(ports: BackendPorts, catalogue: Catalogue, calls: ModelCalls, publisher: Publisher) {
    this.#ports = ports;
    this.#catalogue = catalogue;
    this.#calls = calls;
    this.#publisher = publisher;
  }

  /** Somebody is there: what the last owner left running goes on, with the keys of whoever has them. */
  saw(caller: Caller): void {
    if (this.#recovered) return;
    this.#recovered = true;
    void this.#resumeAll(caller).catch((error: unknown) => {
      this.#ports.log.error('Runs could not be resumed.', { error });
    });
  }

  async #resumeAll(caller: Caller): Promise<void> {
    for (const run of await this.#ports.store.runs.running()) {
      if (this.#running.has(run.id) || this.#closing) continue;
      await this.begin(run, caller).catch((error: unknown) => {
        this.#ports.log.error('A run could not be resumed.', { error, runId: run.id });
      });
    }
  }

  async begin(run: StoredRun, caller: Caller): Promise<void> {
    const models = new Map<string, ModelDefinition>();
    for (const variant of run.variants)
      models.set(variant.id, this.#catalogue.resolve(variant.model, caller));
    const dataset = run.datasetId === null ? undefined : await this.#ports.store.datasets.get(run.datasetId);
    const running = new RunningRun({
      ports: this.#ports,
      calls: this.#calls,
      publisher: this.#publisher,
      run,
      usdSoFar: run.cost.usd ?? 0,
      caller,
      models,
      headers: dataset?.headers ?? [],
      mismatch: await mismatchOf(run),
    });
    this.#running.set(run.id, running);
    void running.done.then(() => this.#running.delete(run.id));
    running.start();
  }

  /** Stops the calls of a run; resolves when what came back is saved. */
  async halt(runId: string): Promise<void> {
    await this.#running.get(runId)?.stop();
  }

  isRunning(runId: string): boolean {
    return this.#running.has(runId);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#running.values()].map((running) => running.stop()));
  }
}

/** The validators of the run's schemas, made before the first answer. */
async function mismatchOf(run: Pick<StoredRun, 'checks'>): Promise<SchemaMismatch> {
  const checks = new Map<string, (value: unknown) => string | undefined>();
  for (const check of run.checks) {
    if (check.type === 'json-schema')
      checks.set(JSON.stringify(check.schema), await schemaCheck(check.schema));
  }
  return (schema, value) => checks.get(JSON.stringify(schema))?.(value);
}

export function runHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  current: CurrentProject,
  runs: Runs,
): Handlers<'run:start' | 'run:get' | 'run:list' | 'run:cells' | 'run:pause' | 'run:resume' | 'run:cancel'> {
  const { store, clock, ids } = ports;

  async function runOf(runId: string): Promise<StoredRun> {
    const run = await store.runs.get(runId);
    if (!run) throw new AbaiError('not-found', 'There is no run with this id.');
    return run;
  }

  async function become(
    run: StoredRun,
    status: RunStatus,
    from: readonly RunStatus[],
    context: Context,
    writes: (at: number) => ReturnType<typeof store.runs.moveCells> = () => [],
  ): Promise<StoredRun> {
    const at = clock.now();
    const { reason: _reason, ...rest } = run;
    const next: StoredRun = { ...rest, status, updatedAt: at };
    await context.commit({
      writes: [
        store.runs.setStatus(run.id, { status, at }, from),
        ...writes(at),
        store.runs.recount(run.id, at),
      ],
      events: [{ type: 'run:updated', data: { run: publicRun(next) } }],
      answer: { runId: run.id },
    });
    return runOf(run.id);
  }

  const refuse = (run: StoredRun, to: string): never => {
    throw new AbaiError('conflict', `This run is ${run.status}: it cannot be ${to}.`);
  };

  return {
    async 'run:start'(params, context) {
      const models = params.models.map((wanted) =>
        catalogue.resolve(typeof wanted === 'string' ? wanted : wanted.model, context.caller),
      );
      const variants = params.prompts.flatMap((_prompt, prompt) =>
        models.map((model) => ({ prompt, model })),
      );
      if (variants.length > mostVariants) {
        throw new AbaiError(
          'invalid',
          `${variants.length} columns are more than ${mostVariants}: choose fewer models or prompts.`,
        );
      }
      const dataset = params.datasetId === undefined ? undefined : await store.datasets.get(params.datasetId);
      if (params.datasetId !== undefined && !dataset)
        throw new AbaiError('not-found', 'There is no dataset with this id.');
      const checks = params.checks ?? [];
      requireColumns({ prompts: params.prompts, checks }, dataset?.headers ?? []);
      await mismatchOf({ checks });
      const project = await current.get(params.projectId);
      const rows = Math.min(dataset?.rowCount ?? 1, params.limit ?? Number.POSITIVE_INFINITY);
      const repeats = params.repeats ?? 1;
      const now = clock.now();
      const several = params.prompts.length > 1;
      const run: StoredRun = {
        id: ids.next(),
        projectId: project.id,
        datasetId: dataset?.id ?? null,
        name: params.name ?? `${dataset?.name ?? 'Prompt'} × ${models.length}`,
        ...(dataset ? { fileName: dataset.name } : {}),
        status: 'running',
        prompts: params.prompts,
        variants: variants.map(({ prompt, model }, position) => ({
          id: ids.next(),
          position,
          prompt,
          model: `${model.provider}:${model.id}`,
          label: several ? `${model.name} · prompt ${prompt + 1}` : model.name,
        })),
        ...(params.parameters ? { parameters: params.parameters } : {}),
        rows: { taken: rows, all: dataset?.rowCount ?? 1 },
        repeats,
        checks,
        ...(params.maxCostUsd === undefined ? {} : { maxCostUsd: params.maxCostUsd }),
        cells: { total: rows * variants.length * repeats, succeeded: 0, failed: 0, cancelled: 0 },
        usage: { inputTokens: 0, outputTokens: 0 },
        cost: { usd: 0, basis: 'free' },
        createdAt: now,
        updatedAt: now,
        concurrency: params.concurrency,
        graderIds: checks.map(() => ids.next()),
      };
      // Running only with its last cells: what a crash leaves before that is a paused run, which nobody pays for.
      const variantIds = run.variants.map((variant) => variant.id);
      let cells: NewCell[] = [];
      let head = store.runs.insert({ ...run, status: 'paused' });
      for (const cell of cellPlan(rows, variantIds, repeats)) {
        cells.push({ id: ids.next(), ...cell });
        if (cells.length < cellsAtOnce) continue;
        await store.commit({ writes: [...head, ...store.runs.insertCells(run.id, cells, now)], at: now });
        head = [];
        cells = [];
      }
      await context.commit({
        writes: [
          ...head,
          ...store.runs.insertCells(run.id, cells, now),
          store.runs.setStatus(run.id, { status: 'running', at: now }, ['paused']),
        ],
        events: [{ type: 'run:created', data: { run: publicRun(run) } }],
        answer: { runId: run.id },
      });
      await runs.begin(run, context.caller);
      return publicRun(run);
    },

    'run:get': async ({ runId }) => publicRun(await runOf(runId)),

    async 'run:list'({ projectId, limit }) {
      const list = await store.runs.list({
        limit: limit ?? 100,
        ...(projectId === undefined ? {} : { projectId }),
      });
      return list.map(publicRun);
    },

    async 'run:cells'({ runId, after, limit, updatedSince }) {
      await runOf(runId);
      return store.runs.cells(runId, {
        limit: limit ?? 1000,
        ...(after === undefined ? {} : { after }),
        ...(updatedSince === undefined ? {} : { updatedSince }),
      });
    },

    async 'run:pause'({ runId }, context) {
      const run = await runOf(runId);
      if (run.status !== 'running') refuse(run, 'paused');
      await runs.halt(runId);
      return publicRun(await become(run, 'paused', ['running'], context));
    },

    async 'run:resume'({ runId, failed }, context) {
      const run = await runOf(runId);
      if (run.status === 'running' && runs.isRunning(runId)) refuse(run, 'resumed');
      const again = failed
        ? (['failed', 'cancelled', 'running', 'queued'] as const)
        : (['running', 'queued'] as const);
      const from = ['paused', 'completed', 'cancelled', 'running'] as const;
      const next = await become(run, 'running', from, context, (at) =>
        store.runs.moveCells(runId, again, 'pending', at),
      );
      await runs.begin(next, context.caller);
      return publicRun(next);
    },

    async 'run:cancel'({ runId }, context) {
      const run = await runOf(runId);
      if (run.status === 'cancelled' || run.status === 'completed') refuse(run, 'cancelled');
      await runs.halt(runId);
      const open = ['pending', 'queued', 'running', 'submitted'] as const;
      const next = await become(run, 'cancelled', ['running', 'paused'], context, (at) =>
        store.runs.moveCells(runId, open, 'cancelled', at),
      );
      return publicRun(next);
    },
  } satisfies Handlers<
    'run:start' | 'run:get' | 'run:list' | 'run:cells' | 'run:pause' | 'run:resume' | 'run:cancel'
  >;
}

export function runResumes(ports: BackendPorts): Resumes {
  const resume = async ({ runId }: { runId: string }): Promise<Run> => {
    const run = await ports.store.runs.get(runId);
    if (!run) throw new AbaiError('not-found', 'This run was deleted meanwhile.');
    return publicRun(run);
  };
  return { 'run:start': resume, 'run:pause': resume, 'run:resume': resume, 'run:cancel': resume };
}
