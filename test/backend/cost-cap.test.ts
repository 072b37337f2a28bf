import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Parameters } from '../../src/protocol/generation.ts';
import type { ModelDefinition } from '../../src/protocol/models.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { RunWorld } from './run-world.ts';
import { type Call, end, text, usage } from './world.ts';

/** Numbers in [0, 1), the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const table = (rows: number) =>
  `question\n${Array.from({ length: rows }, (_, row) => 'word '.repeat(1 + (row % 7))).join('\n')}\n`;

/** A vendor that bills as much as it may, and tears streams in the middle: it keeps what it billed in all. */
class DearVendor {
  billedUsd = 0;
  readonly #random: () => number;
  readonly #seen = new Set<Call>();

  constructor(random: () => number) {
    this.#random = random;
  }

  answer(calls: readonly Call[]): void {
    for (const call of calls) {
      if (this.#seen.has(call) || call.signal.aborted || this.#random() < 0.3) continue;
      this.#seen.add(call);
      const { model, parameters, turns } = call.request;
      const most = parameters?.maxTokens ?? 1;
      const input = Math.ceil(turns[0]!.content.length * (0.3 + 0.7 * this.#random()));
      const output = this.#random() < 0.5 ? most : Math.ceil(most * this.#random());
      const torn = this.#random() < 0.2;
      const { prompt, completion } = model.pricing!;
      this.billedUsd += (input * prompt + output * completion) / 1e6;
      call.say(text('word '.repeat(3)), usage(input, output));
      if (torn) call.fail(new AbaiError('provider', 'Torn.', { details: { begun: true } }));
      else call.say(end);
    }
  }
}

describe('the cost cap of a run', () => {
  let at: RunWorld;
  afterEach(() => at.dispose());

  const modelsOf = (random: () => number): ModelDefinition[] =>
    ['cheap', 'dear'].map((id) => ({
      id,
      name: id,
      provider: 'openai',
      description: '',
      contextSize: 100_000,
      pricing: { prompt: 1 + 9 * random(), completion: (id === 'dear' ? 50 : 2) * (1 + random()) },
      features: ['streaming'],
    }));

  async function runAgainst(vendor: DearVendor, setup: object): Promise<Run> {
    const run = await at.start(setup);
    await at.world.until(async () => {
      vendor.answer(at.world.calls);
      at.world.clock.pass(300);
      return (await at.get(run.id)).status !== 'running';
    });
    return at.get(run.id);
  }

  for (let seed = 1; seed <= 6; seed += 1) {
    it(`is never passed by a vendor that bills all it may, and is used (seed ${seed})`, async () => {
      const random = randomOf(seed);
      at = await RunWorld.open(table(60));
      at.world.models = modelsOf(random);
      const maxTokens = 50 + Math.floor(random() * 400);
      const parameters: Parameters = { maxTokens };
      const dearest = Math.max(
        ...(at.world.models as ModelDefinition[]).map(
          ({ pricing }) => (60 * pricing!.prompt + maxTokens * pricing!.completion) / 1e6,
        ),
      );
      const maxCostUsd = dearest * (2 + 20 * random());
      const vendor = new DearVendor(random);
      const done = await runAgainst(vendor, {
        prompts: [{ template: '{{question}}' }],
        models: ['cheap', 'dear'],
        parameters,
        maxCostUsd,
        concurrency: 1 + Math.floor(random() * 40),
      });
      assert.ok(
        vendor.billedUsd <= maxCostUsd + 1e-9,
        `${vendor.billedUsd} of ${maxCostUsd} USD were billed`,
      );
      const activity = await at.world.request('activity:get', {});
      const told = activity.reduce((sum, { cost }) => sum + (cost ?? 0), 0);
      assert.ok(Math.abs(told - vendor.billedUsd) < 1e-9, `${told} told, ${vendor.billedUsd} billed`);
      if (done.status === 'completed') return;
      assert.equal(done.pausedBecause, 'cost-cap', done.reason);
      assert.match(done.reason!, /cost cap of \$.* is reached: \$.* spent, and the next call may cost \$/);
      assert.ok(vendor.billedUsd > maxCostUsd - dearest * 1.3, 'it stopped with room left');
    });
  }

  it('holds for calls that waited in the lane while dear answers came', async () => {
    at = await RunWorld.open(table(60));
    const run = await at.start({ models: ['one'], prompts: [{ template: '{{question}}' }], maxCostUsd: 0.1 });
    // The first answers cost next to nothing, those after them three cents each.
    let answered = 0;
    const seen = new Set<Call>();
    await at.world.until(async () => {
      for (const call of at.world.calls) {
        if (seen.has(call) || call.signal.aborted) continue;
        seen.add(call);
        call.say(text('word'), usage(10, answered++ < 2 ? 1 : 3000), end);
      }
      at.world.clock.pass(20);
      return (await at.get(run.id)).status !== 'running';
    });
    const done = await at.get(run.id);
    assert.equal(done.pausedBecause, 'cost-cap');
    // Nothing bounds these answers: four at once are what it may be exceeded by.
    assert.ok(done.cost.usd! <= 0.1 + 3 * 0.0301, `${done.cost.usd} USD were spent`);
  });

  it('counts each try of a torn stream, as an estimate where its usage is not known', async () => {
    at = await RunWorld.open('question\nOne?\n');
    const run = await at.start({ models: ['one'] });
    const torn = await at.world.call(0);
    torn.say(text('half of an answer'));
    torn.fail(new AbaiError('provider', 'Torn.', { details: { begun: true } }));
    const done = await at.finish(run.id);
    const [cell] = await at.cells(run.id);
    assert.equal(cell!.cost!.basis, 'estimated');
    assert.ok(cell!.cost!.usd! > 0.00007, `${cell!.cost!.usd}`);
    assert.ok(cell!.usage!.outputTokens > 5 && cell!.usage!.estimated);
    assert.deepEqual(done.cost, cell!.cost);
    const [activity] = await at.world.request('activity:get', {});
    assert.equal(activity!.cost, cell!.cost!.usd);
  });
});
