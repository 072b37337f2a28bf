import { calibrationFactor, estimateTokens } from '../core/estimate.ts';
import { imageTokens } from '../core/image-tokens.ts';
import { laneOptions } from '../core/limiter/lane-options.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { RunViews } from '../core/ports/run-views.ts';
import { promptTokens } from '../core/prompt-tokens.ts';
import {
  durationOf,
  estimateVariant,
  imagesBand,
  type LaneLoad,
  type PastAnswers,
  sumBands,
  type VariantEstimate,
} from '../core/run-estimate.ts';
import { mostVariants, tooManyVariants } from '../core/run-variants.ts';
import type { Dataset } from '../protocol/datasets.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { ParsedParams } from '../protocol/methods.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { RunEstimate } from '../protocol/run-estimate.ts';
import { capWarnings, unpricedUnderCap } from './cap-promise.ts';
import type { Catalogue } from './catalogue.ts';
import { checkWarnings } from './check-warnings.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { requireChecks } from './run-checks.ts';
import { missingColumns } from './run-columns.ts';
import { type AskedModel, setupWarnings } from './run-warnings.ts';
import { sampledImages } from './sample-images.ts';
import { requireSchema } from './structured.ts';

/** Blocks of rows that are looked at, evenly over the table, and rows of each. */
const blocks = 20;
const blockRows = 10;
/** Characters of rows that are looked at, at most, once a block of each part was. */
const mostCharacters = 400_000;
/** Calls at once when nothing else is said. */
const usualConcurrency = 100;

type Setup = ParsedParams<'run:estimate'>;

/** Looks at what a run would ask, without calling anybody. */
export function runEstimateHandlers(ports: BackendPorts, catalogue: Catalogue): Handlers<'run:estimate'> {
  const { store, clock } = ports;

  return {
    async 'run:estimate'(setup, { caller }) {
      const problems: string[] = [];
      const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
        try {
          return await work();
        } catch (thrown) {
          problems.push(toAbaiError(thrown).message);
          return undefined;
        }
      };
      const dataset = setup.datasetId === undefined ? undefined : await store.datasets.get(setup.datasetId);
      if (setup.datasetId !== undefined && !dataset) problems.push('There is no dataset with this id.');
      const columns = setup.prompts.length * setup.models.length;
      if (columns > mostVariants) problems.push(tooManyVariants(columns));
      const asked: AskedModel[] = [];
      for (const wanted of setup.models) {
        const model = await attempt(() => askedModel(setup, wanted, caller));
        if (model) asked.push(model);
      }
      const { schema, checks = [], maxCostUsd } = setup;
      const unpriced =
        maxCostUsd === undefined ? undefined : unpricedUnderCap(asked.map(({ definition }) => definition));
      if (unpriced !== undefined) problems.push(unpriced);
      if (schema) await attempt(() => requireSchema(ports.trials, schema));
      for (const check of checks) await attempt(() => requireChecks(ports, [check]));

      const rows = Math.min(
        dataset ? dataset.rowCount : setup.datasetId === undefined ? 1 : 0,
        setup.limit ?? Number.POSITIVE_INFINITY,
      );
      const headers = dataset?.headers ?? [];
      const sample = dataset ? await sampleOf(dataset, rows) : [[]];
      const tokens = promptTokens(setup.prompts, headers, sample, schema ? JSON.stringify(schema) : '');
      const realm = { tableFile: dataset?.sourceFile, anywhere: setup.anyImages ?? false };
      const images = await Promise.all(
        setup.prompts.map((prompt) => sampledImages(prompt, headers, sample, realm)),
      );
      const estimates: { estimate: VariantEstimate; model: AskedModel }[] = [];
      const loads: LaneLoad[] = [];
      for (const model of asked) {
        const { definition } = model;
        const past = await pastOf(store.runViews, definition);
        const lane = await laneOf(definition, caller);
        for (const prompt of setup.prompts.keys()) {
          const calls = rows * (setup.repeats ?? 1);
          const { sizes, each } = images[prompt]!;
          const perImage = sizes.map((size) => imageTokens(definition.provider, definition.id, size));
          const ofImages = imagesBand(perImage, each);
          const estimate = estimateVariant({
            model: definition,
            prompt,
            label: setup.prompts.length > 1 ? `${definition.name} · prompt ${prompt + 1}` : definition.name,
            calls,
            parameters: model.parameters,
            inputTokens: tokens[prompt]!.length === 0 ? [0] : tokens[prompt]!,
            ...(ofImages ? { imageTokens: ofImages } : {}),
            past,
            batch: model.batch,
            at: clock.now(),
          });
          estimates.push({ estimate, model });
          const window = Math.max(
            1,
            Math.floor((setup.concurrency ?? usualConcurrency) / Math.max(1, columns)),
          );
          if (!model.native) loads.push({ calls, latency: estimate.latency, window, ...lane });
        }
      }
      // In the order of the run's columns: prompt by prompt.
      estimates.sort((a, b) => a.estimate.prompt - b.estimate.prompt);
      const models = estimates.map(({ estimate: { latency: _latency, ...model } }) => model);
      const cost = sumBands(
        estimates.map(({ estimate, model }) => (model.native ? estimate.batchCost : estimate.cost)),
      );
      const answer: RunEstimate = {
        rows,
        calls: rows * (setup.repeats ?? 1) * columns,
        models,
        cost,
        batchCost: models.some(({ batchCost }) => batchCost !== null)
          ? sumBands(models.map((model) => model.batchCost ?? model.cost))
          : null,
        duration: durationOf(loads),
        missingColumns: missingColumns({ prompts: setup.prompts, checks }, headers),
        problems: [...new Set(problems)],
        warnings: [
          ...(dataset ? checkWarnings(checks, headers, sample) : []),
          ...setupWarnings(setup, {
            asked,
            models,
            cost,
            guessedImages: images.some(({ guessed }) => guessed),
            imageHosts: [...new Set(images.flatMap(({ hosts }) => hosts))],
            imageProblem: images.find(({ problem }) => problem !== undefined)?.problem,
            providers: await catalogue.providers(caller),
            ofCap:
              maxCostUsd === undefined
                ? []
                : capWarnings(asked, maxCostUsd, Math.max(0, ...tokens.flat()), clock.now()),
          }),
        ],
      };
      return answer;
    },
  };

  function askedModel(setup: Setup, wanted: Setup['models'][number], caller: Caller): AskedModel {
    const own = typeof wanted === 'string' ? { model: wanted } : wanted;
    const definition = catalogue.resolve(own.model, caller);
    return {
      definition,
      parameters: { ...setup.parameters, ...own.parameters },
      native: own.native ?? false,
      batch: definition.features.includes('batch'),
    };
  }

  /** Rows from all over the part of the table that the run would take. */
  async function sampleOf(dataset: Dataset, rows: number): Promise<string[][]> {
    const all = rows <= blocks * blockRows;
    const starts = all
      ? [0]
      : Array.from({ length: blocks }, (_, block) => Math.floor((block * (rows - blockRows)) / (blocks - 1)));
    const sample: string[][] = [];
    let characters = 0;
    for (const start of starts) {
      const limit = all ? rows : blockRows;
      if (limit === 0) break;
      for (const { values } of await store.datasets.rows(dataset.id, start, limit)) {
        // Rows as long as books: a few of each part tell enough.
        if (characters > mostCharacters && sample.length >= blocks) continue;
        sample.push(values);
        characters += values.reduce((sum, value) => sum + value.length, 0);
      }
    }
    return sample;
  }

  async function laneOf(model: ModelDefinition, caller: Caller): Promise<{ lane: string; ceiling: number }> {
    try {
      const { endpoints } = await catalogue.endpointsOf(model, caller);
      const ceilings = endpoints.map((endpoint) => laneOptions(model.provider, endpoint).ceiling);
      return {
        lane: endpoints[0]!.laneKey,
        ceiling: ceilings.reduce<number>((sum, ceiling) => sum + (ceiling ?? usualConcurrency), 0),
      };
    } catch {
      // Without an address nothing can be called; the run says so itself.
      return { lane: model.provider, ceiling: usualConcurrency };
    }
  }
}

async function pastOf(views: RunViews, { provider, id }: ModelDefinition): Promise<PastAnswers> {
  const past = await views.pastAnswers(provider, id);
  let estimated = 0;
  let counted = 0;
  for (const { text, outputTokens, reasoningTokens } of past) {
    if (text === null) continue;
    estimated += estimateTokens(text).tokens;
    counted += Math.max(0, outputTokens - reasoningTokens);
  }
  return {
    outputTokens: past.map(({ outputTokens }) => outputTokens),
    latenciesMs: past.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs])),
    tokenFactor: calibrationFactor(estimated, counted),
  };
}
