import { AbaiError } from '../../src/protocol/errors.ts';
import type { Params, Result } from '../../src/protocol/methods.ts';
import type { CellDetail, GridCell, GridRow, VariantSummary } from '../../src/protocol/run-views.ts';
import type { CellStatus, Run } from '../../src/protocol/runs.ts';
import type { ScriptedHost } from './scripted-host.ts';

const words =
  'Janet sells the eggs that are left after breakfast and baking at the farmers market for two dollars each so she makes eighteen dollars every day'.split(
    ' ',
  );

/** Text that is the same for the same number, and different for others. */
export function sentence(seed: number, length: number): string {
  return Array.from(
    { length },
    (_, index) => words[(seed * 7 + index * (1 + (seed % 5))) % words.length],
  ).join(' ');
}

export interface RunScript {
  rows?: number;
  variants?: number;
  repeats?: number;
  headers?: string[];
  run?: Partial<Run>;
  /** How a cell stands; all are answered unless told otherwise. */
  status?: (row: number, variant: number) => CellStatus;
  /** Changes a cell of the grid before it is told. */
  cell?: (cell: GridCell, row: number, variant: number) => GridCell;
  answer?: (row: number, variant: number) => string;
}

const models = [
  ['openai:gpt-4o-mini', 'GPT-4o mini'],
  ['anthropic:claude-sonnet-4', 'Claude Sonnet 4'],
  ['gemini:gemini-2.5-flash', 'Gemini 2.5 Flash'],
  ['grok:grok-4', 'Grok 4'],
  ['ollama:llama3.3:70b', 'llama3.3:70b'],
  ['openai-compatible:lab/qwen-3-235b-instruct', 'lab/qwen-3-235b-instruct'],
  ['demo:swift', 'Swift'],
  ['openai:gpt-4.1', 'GPT-4.1'],
] as const;

/** A run as large as a test wants, made up row by row when somebody asks. Puts its answers into a host. */
export class ScriptedRun {
  readonly script: Required<Pick<RunScript, 'rows' | 'variants' | 'repeats' | 'headers'>> & RunScript;
  run: Run;
  /** Cells that were changed by hand, by `row-variant`. */
  readonly changed = new Map<string, Partial<GridCell>>();

  constructor(host: ScriptedHost, script: RunScript = {}) {
    this.script = {
      rows: 100,
      variants: 3,
      repeats: 1,
      headers: ['question', 'answer', 'source'],
      ...script,
    };
    const { rows, variants, repeats } = this.script;
    const total = rows * variants * repeats;
    this.run = {
      id: 'run-1',
      projectId: 'project-1',
      datasetId: 'dataset-1',
      name: 'gsm8k-test.csv',
      status: 'completed',
      prompts: [{ template: 'Answer with a number: {{question}}' }],
      variants: models.slice(0, variants).map(([model, label], position) => ({
        id: `v${position}`,
        position,
        prompt: 0,
        model,
        label,
      })),
      rows: { taken: rows, all: rows },
      repeats,
      checks: [{ type: 'number', expected: '{{answer}}' }],
      cells: { total, succeeded: total, failed: 0, cancelled: 0 },
      usage: { inputTokens: 180 * total, outputTokens: 95 * total },
      cost: { usd: 0.000_31 * total, basis: 'exact' },
      createdAt: 1_700_000_000_000,
      updatedAt: 1_700_000_100_000,
      ...script.run,
    };
    const known = ({ runId }: { runId: string }): void => {
      if (runId !== this.run.id) throw new AbaiError('not-found', 'This run does not exist any more.');
    };
    Object.assign(host.answers, {
      'run:get': (params: Params<'run:get'>) => {
        known(params);
        return this.run;
      },
      'run:grid': (params: Params<'run:grid'>) => {
        known(params);
        return this.grid(params);
      },
      'run:cell': ({ cellId }: Params<'run:cell'>) => this.detail(cellId),
      'run:summary': () => this.summary(),
      'dataset:get': () => this.#dataset(),
    });
  }

  #dataset(): Result<'dataset:get'> {
    return {
      id: 'dataset-1',
      projectId: 'project-1',
      name: 'gsm8k-test.csv',
      checksum: 'x',
      headers: this.script.headers,
      rowCount: this.run.rows.all,
      createdAt: 1,
    };
  }

  /** Changes the run and tells the page. */
  update(host: ScriptedHost, change: Partial<Run>): void {
    this.run = { ...this.run, ...change, updatedAt: this.run.updatedAt + 1 };
    host.publish({ type: 'run:updated', data: { run: this.run } });
  }

  values(row: number): string[] {
    return this.script.headers.map((name, column) =>
      name === 'answer' ? String(row * 3) : sentence(row + column, 14 + ((row * 5) % 30)),
    );
  }

  answer(row: number, variant: number): string {
    return (
      this.script.answer?.(row, variant) ??
      `${sentence(row * 3 + variant, 12 + ((row + variant) % 40))}.\n\nThe answer is **${row * 3}**.`
    );
  }

  cell(row: number, variant: number): GridCell {
    const status = this.script.status?.(row, variant) ?? 'succeeded';
    const { repeats } = this.script;
    const done = status === 'succeeded' || status === 'failed';
    const ok = status === 'succeeded';
    const plain: GridCell = {
      id: `c-${row}-${variant}-0`,
      status,
      done: done ? repeats : 0,
      failed: status === 'failed' ? repeats : 0,
      total: repeats,
      ...(ok
        ? {
            text: this.answer(row, variant).slice(0, 300),
            cost: { usd: 0.000_21 * (1 + ((row + variant) % 5)), basis: 'exact' as const },
            latencyMs: 400 + ((row * 37 + variant * 211) % 4000),
            ttftMs: 120 + (row % 90),
            outputTokens: 40 + ((row * 13) % 300),
            passed: (row + variant) % 7 === 3 ? 0 : repeats,
            checked: repeats,
          }
        : {}),
      ...(status === 'failed' ? { errorCode: 'rate-limited' } : {}),
      ...this.changed.get(`${row}-${variant}`),
    };
    return this.script.cell?.(plain, row, variant) ?? plain;
  }

  row(row: number): GridRow {
    const cells = this.run.variants.map((_variant, index) => this.cell(row, index));
    return { row, values: this.values(row).map((value) => value.slice(0, 300)), cells };
  }

  /** Sorts nothing but the other way round, and filters by what is found in the first 1,000 rows. */
  grid({ from, limit, search, filters, sort }: Params<'run:grid'>): Result<'run:grid'> {
    const { taken } = this.run.rows;
    if (!search && !filters?.length) {
      const end = Math.min(taken, from + limit);
      const rows: GridRow[] = [];
      for (let at = from; at < end; at++) rows.push(this.row(sort?.descending ? taken - 1 - at : at));
      return { total: taken, rows };
    }
    const wanted = Array.from({ length: Math.min(1000, taken) }, (_, row) => this.row(row)).filter(
      ({ values, cells }) =>
        (!search ||
          [...values, ...cells.map((cell) => cell?.text ?? '')].some((text) => text.includes(search))) &&
        (filters ?? []).every((filter) =>
          cells.some((cell) => cell && (!filter.status || filter.status.includes(cell.status))),
        ),
    );
    return { total: wanted.length, rows: wanted.slice(from, from + limit) };
  }

  detail(cellId: string): CellDetail {
    const [, row, variant, repeat] = cellId.split('-').map(Number) as [number, number, number, number];
    const { status } = this.cell(row, variant);
    const ok = status === 'succeeded';
    const ids = Array.from({ length: this.script.repeats }, (_, index) => `c-${row}-${variant}-${index}`);
    return {
      cell: {
        id: cellId,
        runId: this.run.id,
        row,
        variantId: `v${variant}`,
        repeat,
        status,
        ...(ok
          ? {
              output: this.answer(row, variant),
              usage: { inputTokens: 184, outputTokens: 96, cachedInputTokens: 64, reasoningTokens: 20 },
              cost: { usd: 0.000_42, basis: 'exact' as const },
              timing: { ttftMs: 210, totalMs: 1830 },
              checks: [
                {
                  name: 'number=={{answer}}',
                  passed: (row + variant) % 7 !== 3,
                  ...((row + variant) % 7 === 3 ? { detail: `${row * 3 + 1} is not ${row * 3}` } : {}),
                },
              ],
            }
          : {}),
        ...(status === 'failed'
          ? {
              error: {
                code: 'rate-limited' as const,
                message: 'OpenAI limits how fast this key may ask (429). Try again in a moment.',
                retryable: true,
              },
            }
          : {}),
        updatedAt: this.run.updatedAt,
      },
      prompt: `Answer with a number: ${this.values(row)[0]}`,
      system: 'You are careful.',
      values: Object.fromEntries(this.script.headers.map((name, index) => [name, this.values(row)[index]!])),
      ...(ok ? { thinking: 'First I count the eggs.', stopReason: 'stop' as const } : {}),
      attempts: status === 'failed' ? 5 : 1,
      events: [
        { type: 'started', at: 1_700_000_000_000 },
        { type: ok ? 'succeeded' : status, at: 1_700_000_001_830 },
      ],
      repeats: ids
        .filter((id) => id !== cellId)
        .map((id) => ({ id, repeat: Number(id.split('-')[3]), status })),
    };
  }

  summary(): Result<'run:summary'> {
    const cells = this.run.cells.total / this.run.variants.length;
    const rate = { rate: 0.857, low: 0.831, high: 0.879 };
    const summary = (variantId: string, place: number): VariantSummary => ({
      variantId,
      counts: { total: cells, succeeded: cells, failed: 0, cancelled: 0, cached: place === 1 ? 12 : 0 },
      usage: { inputTokens: 180 * cells, outputTokens: 95 * cells },
      cost: place === 4 ? { usd: 0, basis: 'free' } : { usd: 0.000_31 * cells, basis: 'exact' },
      latency: { p50: 1240 + place * 200, p95: 3900 + place * 300 },
      ttft: { p50: 230, p95: 610 },
      tokensPerSecond: 54.2,
      success: { rate: 0.984, low: 0.975, high: 0.99 },
      checks: this.run.checks.map(() => ({ name: 'number=={{answer}}', passed: 857, total: 1000, ...rate })),
      latencyHistogram: [1, 2, 3],
    });
    return {
      variants: this.run.variants.map(({ id }, place) => summary(id, place)),
      latencyBounds: [0, 1, 2, 3],
    };
  }
}
