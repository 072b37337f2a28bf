import assert from 'node:assert/strict';
import { spentOn } from '../../src/core/cost.ts';
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

  it('counts a stream that broke off without counts as if all of it was made', async () => {
    at = await RunWorld.open(table(30));
    const seen = new Set<Call>();
    // Half an answer came, or nothing at all though the question was sent: nobody tells what was billed.
    for (const [said, why] of [
      ['half', new AbaiError('provider', 'Torn.', { details: { begun: true } })],
      ['', new AbaiError('unavailable', 'Closed.', { details: { begun: true } })],
    ] as const) {
      const run = await at.start({ models: ['one'], parameters: { maxTokens: 100 }, maxCostUsd: 0.01 });
      let billedUsd = 0;
      await at.world.until(async () => {
        for (const call of at.world.calls) {
          if (seen.has(call) || call.signal.aborted) continue;
          seen.add(call);
          const { prompt, completion } = call.request.model.pricing!;
          billedUsd += (10 * prompt + 100 * completion) / 1e6;
          if (said !== '') call.say(text(said));
          call.fail(why);
        }
        at.world.clock.pass(500);
        return (await at.get(run.id)).status !== 'running';
      });
      const done = await at.get(run.id);
      assert.ok(billedUsd > 0 && billedUsd <= 0.01, `${billedUsd} USD were billed`);
      assert.equal(done.pausedBecause, 'cost-cap', done.reason);
      assert.match(done.reason!, /up to \$0\.0\d+ more for calls that broke off/);
      // What is known to be spent is no more than that, and never told as free.
      const spent = spentOn(done);
      assert.ok(
        spent.basis === 'estimated' && spent.usd! > 0 && spent.usd! < billedUsd,
        JSON.stringify(spent),
      );
    }
  });

  it('says what was spent on calls of which no answer is kept', async () => {
    at = await RunWorld.open('question\nOne?\nTwo?\n');
    const run = await at.start({ models: ['one'] });
    const call = await at.world.call(0);
    call.say(text('half of an answer'));
    await at.world.request('run:pause', { runId: run.id });
    await at.world.request('run:cancel', { runId: run.id });
    await at.world.until(async () => (await at.get(run.id)).droppedUsd !== undefined);
    const done = await at.get(run.id);
    const [activity] = await at.world.request('activity:get', {});
    assert.ok(activity!.cost! > 0);
    assert.deepEqual(spentOn(done), { usd: activity!.cost, basis: 'estimated' });
  });

  it('is no limit of a model whose prices are zero', async () => {
    at = await RunWorld.open();
    at.world.models = [{ ...modelsOf(() => 0.5)[0]!, pricing: { prompt: 0, completion: 0 } }];
    const setup = { prompts: [{ template: 'Answer: {{question}}' }], models: ['cheap'], maxCostUsd: 0.001 };
    const { warnings } = await at.world.request('run:estimate', { datasetId: at.dataset.id, ...setup });
    assert.deepEqual(warnings, []);
    const done = await at.finish((await at.start(setup)).id);
    assert.deepEqual([done.status, done.cost], ['completed', { usd: 0, basis: 'free' }]);
  });

  it('is refused for a model without a price, before anything is asked', async () => {
    at = await RunWorld.open();
    const { pricing: _none, ...unpriced } = modelsOf(Math.random)[0]!;
    at.world.models = [unpriced];
    const setup = { models: ['cheap'], maxCostUsd: 0.001 };
    await assert.rejects(at.start(setup), /price of cheap is not known, so no cost cap can be kept/);
    assert.deepEqual([at.world.calls.length, await at.world.request('run:list', {})], [0, []]);
    const { problems } = await at.world.request('run:estimate', {
      datasetId: at.dataset.id,
      prompts: [{ template: 'Answer: {{question}}' }],
      ...setup,
    });
    assert.match(problems.join(), /no cost cap can be kept/);
    // Without a cap it may go, and a cap that comes later is refused as well.
    const { id } = await at.start({ models: ['cheap'] });
    await at.world.call(0);
    await at.world.request('run:pause', { runId: id });
    await assert.rejects(
      at.world.request('run:resume', { runId: id, maxCostUsd: 1 }),
      /no cost cap can be kept/,
    );
    // A person who says what it costs has it held by tokens.
    at.world.models = modelsOf(() => 0.5).slice(0, 1);
    const priced = await at.start({ ...setup, parameters: { maxTokens: 5 }, maxCostUsd: 0.01 });
    assert.equal((await at.finish(priced.id)).status, 'completed');
  });

  it('says before the start how far it may be exceeded, and what can never be asked under it', async () => {
    at = await RunWorld.open();
    const warned = async (more: object) =>
      (
        await at.world.request('run:estimate', {
          datasetId: at.dataset.id,
          prompts: [{ template: 'Answer: {{question}}' }],
          models: ['one'],
          maxCostUsd: 1,
          ...more,
        })
      ).warnings.join(' ');
    assert.match(await warned({}), /may be exceeded by 4 answers, up to \$0\.012 each/);
    assert.equal(await warned({ parameters: { maxTokens: 100 } }), '');
    assert.match(
      await warned({ parameters: { maxTokens: 100, webSearch: true } }),
      /may be exceeded by 4 answers/,
    );
    const few = await warned({ parameters: { maxTokens: 100 }, maxCostUsd: 0.001 });
    assert.match(
      few,
      /One answer of Model one may cost up to \$0\.00\d+, more than the cost cap of \$0\.001/,
    );
  });

  it('does not begin what may cost more than all of it', async () => {
    at = await RunWorld.open();
    const run = await at.start({ models: ['one'], parameters: { maxTokens: 100 }, maxCostUsd: 0.001 });
    await at.world.until(async () => (await at.get(run.id)).status === 'paused');
    const paused = await at.get(run.id);
    assert.equal(paused.pausedBecause, 'cost-cap');
    assert.match(paused.reason!, /\$0 spent, and the next call may cost \$0\.00/);
    assert.equal(at.world.calls.length, 0);
  });
});

describe('what nobody knows', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open('question\nOne?\nTwo?\n');
  });
  afterEach(() => at.dispose());

  it('is no free run: answers without a price that do not fit the schema', async () => {
    const { pricing: _none, ...unpriced } = {
      id: 'mine',
      name: 'mine',
      provider: 'openai',
      description: '',
      contextSize: 1000,
      pricing: undefined,
      features: ['streaming'],
    };
    at.world.models = [unpriced];
    const run = await at.start({ models: ['mine'], schema: { type: 'number' } });
    const done = await at.finish(run.id, () => 'no number');
    assert.equal(done.cells.failed, 2);
    assert.deepEqual(done.cost, { usd: null, basis: 'unknown' });
    const [activity] = await at.world.request('activity:get', {});
    assert.deepEqual([activity!.unknownCosts, activity!.cost], [2, null]);
  });

  it('is not what a refused call costs: that is $0 everywhere', async () => {
    const run = await at.start({ models: ['one'] });
    const done = await at.finish(run.id, () => new AbaiError('invalid', 'No.', { details: { status: 400 } }));
    const zero = { usd: 0, basis: 'exact' };
    assert.deepEqual(done.cost, zero);
    for (const cell of await at.cells(run.id)) assert.deepEqual(cell.cost, zero);
    const [activity] = await at.world.request('activity:get', {});
    assert.deepEqual([activity!.failed, activity!.cost, activity!.unknownCosts], [2, 0, 0]);
    const { tasks } = await at.world.request('activity:tasks', {});
    assert.deepEqual(
      tasks.map(({ cost }) => cost),
      [zero, zero],
    );
  });

  it('is estimated where a vendor counts what cannot be', async () => {
    const run = await at.start({ models: ['one'] });
    const odd = [usage(-100_000, -50_000), usage('7' as never, Number.NaN)];
    let n = 0;
    const seen = new Set<Call>();
    await at.world.until(async () => {
      for (const call of at.world.calls) {
        if (seen.has(call)) continue;
        seen.add(call);
        call.say(text('It is four.'), odd[n++ % 2]!, end);
      }
      at.world.clock.pass(20);
      return (await at.get(run.id)).status !== 'running';
    });
    const done = await at.get(run.id);
    assert.equal(done.cost.basis, 'estimated');
    assert.ok(done.cost.usd! > 0 && done.cost.usd! < 0.001);
    assert.ok(Number.isInteger(done.usage.inputTokens) && done.usage.inputTokens >= 7);
    for (const { usage: counted } of await at.cells(run.id))
      assert.ok(counted!.estimated && counted!.outputTokens > 0);
  });
});
