import type { Dataset } from '../../src/protocol/datasets.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { ModelEstimate, RunEstimate } from '../../src/protocol/run-estimate.ts';
import type { RunSetup } from '../../src/protocol/run-methods.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { StageHost } from './run-stage.ts';

export const gsm8k: Dataset = {
  id: 'gsm8k',
  projectId: 'p',
  name: 'gsm8k-sample.csv',
  sourceFile: '/home/ada/gsm8k-sample.csv',
  checksum: 'c',
  headers: ['question', 'answer', 'expected'],
  rowCount: 50,
  createdAt: 0,
};

/** The same row over and over, told apart by its number. */
const rowOf = ({ headers }: Dataset, index: number) =>
  headers.map((header) => (header === 'expected' ? String(18 + index) : `The ${header} of row ${index + 1}`));

const referenceOf = (model: RunSetup['models'][number]) => (typeof model === 'string' ? model : model.model);

/** What a back end would say: free demo models, dollars for the others, nothing known of openai:gpt-4o-mini. */
export function estimateOf(setup: RunSetup, { rowCount }: Dataset): RunEstimate {
  const calls = rowCount * (setup.repeats ?? 1);
  const models = setup.prompts.flatMap(({ images = [] }, prompt) =>
    setup.models.map((chosen): ModelEstimate => {
      const model = referenceOf(chosen);
      const priced = model === 'openai:gpt-4o' || model.startsWith('anthropic:');
      const cost = { low: calls * 0.0009, likely: calls * 0.0011, high: calls * 0.0013 };
      const half = { low: cost.low / 2, likely: cost.likely / 2, high: cost.high / 2 };
      const free = { low: 0, likely: 0, high: 0 };
      return {
        model,
        prompt,
        label: `${model.split(':')[1]}${setup.prompts.length > 1 ? ` · prompt ${prompt + 1}` : ''}`,
        calls,
        inputTokens: { low: calls * 70, likely: calls * 80, high: calls * 92 },
        ...(images.length > 0
          ? { imageTokens: { low: calls * 600, likely: calls * 1100, high: calls * 1600 } }
          : {}),
        outputTokens: { low: calls * 60, likely: calls * 200, high: calls * 400 },
        cost: model.startsWith('demo:') ? free : priced ? cost : null,
        basis: model.startsWith('demo:') ? 'free' : priced ? 'estimated' : 'unknown',
        batchCost: priced ? half : null,
      };
    }),
  );
  const sum = (end: 'low' | 'likely' | 'high') =>
    models.reduce((total, { cost }) => total + (cost?.[end] ?? 0), 0);
  const total = { low: sum('low'), likely: sum('likely'), high: sum('high') };
  const known = models.some(({ cost }) => cost !== null);
  const duration = { low: calls * 90, likely: calls * 140, high: calls * 400 };
  return {
    rows: rowCount,
    calls: calls * models.length,
    models,
    cost: known ? total : null,
    batchCost: null,
    duration,
    missingColumns: [],
    problems: [],
    warnings: [],
  };
}

export function runOf(change: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    projectId: 'p',
    datasetId: 'gsm8k',
    name: 'gsm8k-sample.csv',
    status: 'running',
    prompts: [{ template: '{{question}}' }],
    variants: [],
    rows: { taken: 5, all: 50 },
    repeats: 1,
    checks: [],
    cells: { total: 10, succeeded: 0, failed: 0, cancelled: 0 },
    usage: { inputTokens: 0, outputTokens: 0 },
    cost: { usd: 0, basis: 'exact' },
    createdAt: 0,
    updatedAt: 0,
    ...change,
  };
}

/** A host that knows one table, and estimates and starts runs over it. */
export function setupHost(dataset: Dataset = gsm8k): StageHost {
  const host = new StageHost();
  host.state = { draft: { datasetId: dataset.id } };
  host.answers['dataset:get'] = ({ datasetId }) => {
    if (datasetId !== dataset.id) throw new AbaiError('not-found', 'There is no dataset with this id.');
    return dataset;
  };
  host.answers['dataset:rows'] = ({ from = 0, limit = 10 }) =>
    Array.from({ length: Math.max(0, Math.min(limit, dataset.rowCount - from)) }, (_, at) => ({
      index: from + at,
      values: rowOf(dataset, from + at),
    }));
  host.answers['run:estimate'] = (setup) => estimateOf(setup, dataset);
  host.answers['run:start'] = () => runOf();
  host.answers['run:get'] = () => runOf();
  host.answers['run:summary'] = () => ({ variants: [], latencyBounds: [] });
  host.window['workbench:pick-models'] = async () => ({ models: ['demo:swift', 'openai:gpt-4o'] });
  host.window['workbench:confirm'] = async () => ({ confirmed: true });
  return host;
}
