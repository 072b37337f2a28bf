import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../src/protocol/datasets.ts';
import type { Cell, Run } from '../../src/protocol/runs.ts';
import { type Call, end, text, usage, World } from './world.ts';

/** USD of one answer of `RunWorld.finish`. */
export const each = (10 * 2 + 5 * 10) / 1e6;

/** A back end with a table of sums, and models that answer what the test says. */
export class RunWorld {
  readonly world: World;
  readonly folder: string;
  readonly dataset: Dataset;
  readonly #answered = new Set<Call>();

  private constructor(world: World, folder: string, dataset: Dataset) {
    this.world = world;
    this.folder = folder;
    this.dataset = dataset;
  }

  /** `table`: the text of a CSV file; without it three questions with what is expected. */
  static async open(
    table = 'question,expected\nWhat is 1+1?,2\nWhat is 2+2?,4\nWhat is 3+3?,6\n',
  ): Promise<RunWorld> {
    const world = await World.open();
    const folder = await mkdtemp(join(tmpdir(), 'abai-runs-'));
    const path = join(folder, 'sums.csv');
    await writeFile(path, table);
    return new RunWorld(world, folder, (await world.request('dataset:import', { path })).dataset);
  }

  async dispose(): Promise<void> {
    await this.world.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }

  start(more: object = {}): Promise<Run> {
    return this.world.request('run:start', {
      datasetId: this.dataset.id,
      prompts: [{ template: 'Answer: {{question}}' }],
      models: ['one', 'two'],
      ...more,
    });
  }

  get(runId: string): Promise<Run> {
    return this.world.request('run:get', { runId });
  }

  cells(runId: string): Promise<Cell[]> {
    return this.world.request('run:cells', { runId });
  }

  /** Prompts that were sent, oldest first. */
  asked(from = 0): string[] {
    return this.world.calls
      .slice(from)
      .map(({ request }) => `${request.model.id} ${request.turns[0]!.content}`);
  }

  /** Answers calls as they come, 10 tokens in and 5 out, until `over` says so. */
  async answerUntil(
    over: () => boolean | Promise<boolean>,
    answer: (call: Call) => string | Error,
  ): Promise<void> {
    await this.world.until(async () => {
      for (const call of this.world.calls) {
        if (this.#answered.has(call) || call.signal.aborted) continue;
        this.#answered.add(call);
        const said = answer(call);
        if (said instanceof Error) call.fail(said);
        else call.say(text(said), usage(10, 5), end);
      }
      this.world.clock.pass(20);
      return over();
    });
  }

  /** Answers until the run is no longer running. */
  async finish(runId: string, answer: (call: Call) => string | Error = () => 'It is 4.'): Promise<Run> {
    await this.answerUntil(async () => (await this.get(runId)).status !== 'running', answer);
    return this.get(runId);
  }
}
