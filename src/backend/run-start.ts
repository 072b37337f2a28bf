import type { StoredRun } from '../core/ports/run-store.ts';
import { mostVariants, tooManyVariants } from '../core/run-variants.ts';
import type { Dataset } from '../protocol/datasets.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ParsedParams } from '../protocol/methods.ts';
import type { RunVariant } from '../protocol/runs.ts';
import type { BatchCalls } from './batch-calls.ts';
import { requirePrices } from './cap-promise.ts';
import type { Catalogue } from './catalogue.ts';
import type { Context, Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { promptHash } from './prompt-hash.ts';
import { publicRun } from './public-run.ts';
import { requireChecks } from './run-checks.ts';
import { requireColumns } from './run-columns.ts';
import { growth } from './run-growth.ts';
import type { Runs } from './runs.ts';
import { requireSchema } from './structured.ts';

type Setup = ParsedParams<'run:start'>;

export function runStartHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  current: CurrentProject,
  runs: Runs,
  batches: BatchCalls,
): Handlers<'run:start'> {
  const { store, clock, ids } = ports;

  /** Prompts × models, in the order of the columns. */
  function variantsOf({ prompts, models }: Setup, context: Context): RunVariant[] {
    const wanted = models.map((model) => (typeof model === 'string' ? { model } : model));
    const asked = wanted.map((each) => ({
      ...each,
      definition: catalogue.resolve(each.model, context.caller),
    }));
    const count = prompts.length * models.length;
    if (count > mostVariants) throw new AbaiError('invalid', tooManyVariants(count));
    return prompts.flatMap((_prompt, prompt) =>
      asked.map(({ definition, parameters, native }, place) => ({
        id: ids.next(),
        position: prompt * asked.length + place,
        prompt,
        model: `${definition.provider}:${definition.id}`,
        label: prompts.length > 1 ? `${definition.name} · prompt ${prompt + 1}` : definition.name,
        ...(parameters ? { parameters } : {}),
        ...(native ? { native } : {}),
      })),
    );
  }

  /** Throws `invalid` for a model that is to go through a batch API and has none. */
  async function requireBatches({ models }: Setup, { caller }: Context): Promise<void> {
    for (const wanted of models) {
      if (typeof wanted === 'string' || !wanted.native) continue;
      await batches.require(catalogue.resolve(wanted.model, caller), caller);
    }
  }

  /** Of each prompt's text: the same text is the same version. */
  const versionsOf = ({ prompts }: Setup) =>
    prompts.map((prompt) => ({ id: ids.next(), hash: promptHash(prompt) }));

  async function datasetOf({ datasetId }: Setup): Promise<Dataset | undefined> {
    if (datasetId === undefined) return undefined;
    const dataset = await store.datasets.get(datasetId);
    if (!dataset) throw new AbaiError('not-found', 'There is no dataset with this id.');
    return dataset;
  }

  /** A run is where its table is: what belongs together is exported and deleted together. */
  function projectOf({ projectId }: Setup, dataset: Dataset | undefined): string | undefined {
    if (dataset && projectId !== undefined && projectId !== dataset.projectId)
      throw new AbaiError(
        'invalid',
        `“${dataset.name}” belongs to another project: import it into this one.`,
      );
    return dataset?.projectId ?? projectId;
  }

  return {
    async 'run:start'(params, context) {
      const variants = variantsOf(params, context);
      requirePrices(
        variants.map(({ model }) => catalogue.resolve(model, context.caller)),
        params.maxCostUsd,
      );
      await requireBatches(params, context);
      const dataset = await datasetOf(params);
      const checks = params.checks ?? [];
      requireColumns({ prompts: params.prompts, checks }, dataset?.headers ?? []);
      await requireChecks(ports, checks);
      if (params.schema) await requireSchema(ports.trials, params.schema);
      const project = await current.forNew(projectOf(params, dataset));
      const all = dataset?.rowCount ?? 1;
      const rows = Math.min(all, params.limit ?? Number.POSITIVE_INFINITY);
      const now = clock.now();
      const empty: StoredRun = {
        id: ids.next(),
        projectId: project.id,
        datasetId: dataset?.id ?? null,
        name: params.name ?? `${dataset?.name ?? 'Prompt'} × ${params.models.length}`,
        ...(dataset ? { fileName: dataset.name } : {}),
        status: 'running',
        ...(params.consent === undefined || params.consent === 'none' ? {} : { consent: params.consent }),
        startedBy: context.caller.clientId,
        prompts: params.prompts,
        variants,
        ...(params.parameters ? { parameters: params.parameters } : {}),
        ...(params.schema ? { schema: params.schema } : {}),
        ...(params.cache ? { cache: true } : {}),
        ...(params.anyImages ? { anyImages: true } : {}),
        rows: { taken: 0, all },
        repeats: params.repeats ?? 1,
        checks,
        ...(params.maxCostUsd === undefined ? {} : { maxCostUsd: params.maxCostUsd }),
        cells: { total: 0, succeeded: 0, failed: 0, cancelled: 0 },
        usage: { inputTokens: 0, outputTokens: 0 },
        cost: { usd: 0, basis: 'free' },
        createdAt: now,
        updatedAt: now,
        concurrency: params.concurrency,
        graderIds: checks.map(() => ids.next()),
        rechecking: undefined,
        knownUsd: 0,
        droppedUsd: 0,
      };
      // Running only with its last cells: what a crash leaves before that is a paused run, which nobody pays for.
      let head = store.runs.insert({ ...empty, status: 'paused' }, versionsOf(params));
      let run: StoredRun = empty;
      for (const step of growth(ports, empty, rows, now)) {
        run = step.run;
        if (step.isLast) head.push(...step.writes);
        else {
          await store.commit({ writes: [...head, ...step.writes], at: now });
          head = [];
        }
      }
      await context.commit({
        writes: [...head, store.runs.setStatus(run.id, { status: 'running', at: now }, ['paused'])],
        events: [{ type: 'run:created', data: { run: publicRun(run) } }],
        answer: { runId: run.id },
      });
      await runs.begin(run, context.caller);
      return publicRun(run);
    },
  };
}
