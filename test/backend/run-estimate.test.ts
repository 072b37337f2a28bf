import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RunEstimate } from '../../src/protocol/run-estimate.ts';
import type { RunSetup } from '../../src/protocol/run-methods.ts';
import { storeRun } from '../store/stored-run.ts';
import { World } from './world.ts';

const priced = (id: string, more: object = {}) => ({
  id,
  name: `Own ${id}`,
  provider: 'openai',
  description: '',
  contextSize: 100_000,
  pricing: { prompt: 1, completion: 2 },
  features: ['streaming', 'json_schema', 'batch', 'vision'],
  batchDiscount: 0.5,
  ...more,
});

describe('the estimate of a run', () => {
  let world: World;
  let datasetId: string;
  let projectId: string;
  const setup = (more: Partial<RunSetup> = {}): RunSetup => ({
    datasetId,
    prompts: [{ template: 'Answer: {{question}}' }],
    models: ['openai:one'],
    ...more,
  });
  const estimate = async (more: Partial<RunSetup> = {}) => {
    const found = await world.request('run:estimate', setup(more));
    assert.deepEqual(RunEstimate.parse(found), found);
    return found;
  };
  beforeEach(async () => {
    world = await World.open();
    projectId = (await world.request('project:get', {})).id;
    const values = Array.from({ length: 1000 }, (_, row) => [`What is ${row} plus one?`, `${row + 1}`]);
    await storeRun(world.engine, { projectId, headers: ['question', 'expected'], values, cells: [] });
    datasetId = 'r-d';
  });
  afterEach(() => world.dispose());

  it('says how many calls, tokens, dollars and minutes it may be, and calls nobody', async () => {
    const { rows, calls, models, cost, duration, batchCost, ...rest } = await estimate({ repeats: 2 });
    assert.deepEqual([rows, calls], [1000, 2000]);
    const [one] = models;
    assert.equal(one!.calls, 2000);
    assert.ok(one!.inputTokens.low > 2000 * 10 && one!.inputTokens.high < 2000 * 40);
    assert.deepEqual(one!.outputTokens, { low: 300_000, likely: 600_000, high: 1_200_000 });
    const usd = (one!.inputTokens.likely * 2 + one!.outputTokens.likely * 10) / 1e6;
    assert.ok(Math.abs(one!.cost!.likely - usd) < usd * 0.01, `${one!.cost!.likely} is not ${usd}`);
    assert.ok(one!.cost!.low < usd && usd < one!.cost!.high);
    assert.equal(one!.basis, 'estimated');
    assert.deepEqual(cost, one!.cost);
    assert.equal(one!.batchCost, null);
    assert.equal(batchCost, null);
    assert.ok(duration.low < duration.likely && duration.likely < duration.high);
    assert.deepEqual(rest, { missingColumns: [], problems: [], warnings: [] });
    assert.equal(world.calls.length, 0);
  });

  it('takes the first rows only when told so, and one call without a table', async () => {
    assert.deepEqual((await estimate({ limit: 5 })).models[0]!.calls, 5);
    const { datasetId: _none, ...single } = setup({ prompts: [{ template: 'Hello' }] });
    const { rows, calls, missingColumns } = await world.request('run:estimate', single);
    assert.deepEqual([rows, calls, missingColumns], [1, 1, []]);
    assert.deepEqual(
      (await world.request('run:estimate', { ...single, prompts: setup().prompts })).missingColumns,
      ['question'],
    );
  });

  it('caps answers by the most tokens that are allowed, also of one model alone', async () => {
    const { models } = await estimate({
      limit: 10,
      models: ['openai:one', { model: 'openai:two', parameters: { maxTokens: 20 } }],
      parameters: { maxTokens: 200 },
    });
    assert.deepEqual(
      models.map(({ outputTokens }) => outputTokens),
      [
        { low: 1500, likely: 2000, high: 2000 },
        { low: 200, likely: 200, high: 200 },
      ],
    );
    const thinking = await estimate({ limit: 10, parameters: { thinking: 'high' } });
    assert.ok(thinking.models[0]!.outputTokens.likely > 10_000);
  });

  it('gives the price through a batch API, tiers, and what is not known', async () => {
    world.models = [
      priced('plain'),
      priced('tiered', { tiers: [{ aboveInputTokens: 5, prompt: 100, completion: 200 }], features: [] }),
      priced('secret', { pricing: undefined }),
    ];
    const found = await estimate({ models: ['plain', 'tiered', 'secret'].map((id) => `openai:${id}`) });
    const [plain, tiered, secret] = found.models;
    assert.ok(Math.abs(plain!.batchCost!.likely - plain!.cost!.likely / 2) < 1e-9);
    assert.ok(tiered!.cost!.likely > plain!.cost!.likely * 90);
    assert.equal(tiered!.batchCost, null);
    assert.equal(secret!.cost, null);
    assert.equal(secret!.basis, 'unknown');
    assert.ok(Math.abs(found.cost!.likely - plain!.cost!.likely - tiered!.cost!.likely) < 1e-9);
    assert.ok(Math.abs(found.batchCost!.likely - plain!.batchCost!.likely - tiered!.cost!.likely) < 1e-9);
    assert.deepEqual(found.warnings, [
      'The price of Own secret is not known, so its cost is not in the estimate.',
    ]);
    const native = await estimate({ models: [{ model: 'openai:plain', native: true }] });
    assert.deepEqual(native.cost, plain!.batchCost);
    assert.deepEqual(native.duration, { low: 0, likely: 0, high: 0 });
    assert.equal((await estimate({ models: ['openai:secret'] })).cost, null);
  });

  it('learns from what the model answered before', async () => {
    await storeRun(world.engine, {
      id: 'before',
      projectId,
      values: Array.from({ length: 40 }, () => ['x']),
      cells: Array.from({ length: 40 }, (_, row) => ({
        row,
        output: 'some words that are counted by the model in its own way',
        outputTokens: 20 + (row % 2) * 20,
        latencyMs: 1000,
        ...(row === 39 ? { cached: true, latencyMs: 0, outputTokens: 100_000 } : {}),
      })),
    });
    const { models, duration } = await estimate({ concurrency: 10 });
    assert.ok(Math.abs(models[0]!.outputTokens.likely - 30_000) < 500);
    assert.equal(models[0]!.outputTokens.low, 20_000);
    assert.equal(models[0]!.outputTokens.high, 40_000);
    assert.deepEqual(duration, { low: 100_000, likely: 100_000, high: 100_000 });
    // Its tokens are about twice as many as estimated.
    const other = await estimate({ models: ['openai:two'] });
    assert.ok(models[0]!.inputTokens.likely > other.models[0]!.inputTokens.likely * 1.5);
  });

  it('names what would have the run refused', async () => {
    const { missingColumns, problems, models, calls } = await estimate({
      prompts: [{ template: '{{question}} {{qestion}}', system: '{{sys}}', images: ['{{image}}'] }],
      checks: [{ type: 'equals', expected: '{{wanted}}' }],
      models: ['openai:one', 'openai:nope'],
      schema: { type: 'no such type' },
    });
    assert.deepEqual(missingColumns, ['qestion', 'sys', 'image', 'wanted']);
    assert.equal(problems.length, 2);
    assert.match(problems[0]!, /nope/);
    assert.match(problems[1]!, /JSON Schema/);
    assert.equal(models.length, 1);
    assert.equal(calls, 2000);
    const many = await estimate({ models: Array.from({ length: 9 }, () => 'openai:one') });
    assert.deepEqual(many.problems, ['9 columns are more than 8: choose fewer models or prompts.']);
    assert.deepEqual((await estimate({ datasetId: 'gone' })).problems, ['There is no dataset with this id.']);
  });

  it('warns of what a person should know', async () => {
    delete world.keys.openai;
    const { warnings } = await estimate({
      models: ['openai:one', 'openai:two', 'openai:three'],
      prompts: [{ template: 'a' }, { template: 'b', images: ['{{question}}'] }],
      schema: { type: 'object' },
      maxCostUsd: 0.001,
    });
    assert.deepEqual(
      warnings.map((warning) => warning.slice(0, 30)),
      [
        '6 columns are many to compare: ',
        'Set an API key for Scripted to ',
        'Images that are not on this ma',
        'Not every image can be read: T',
        'Model one, Model two and Model ',
        'Model one, Model two and Model ',
        'The run will probably pause at ',
      ].map((warning) => warning.slice(0, 30)),
    );
  });

  it('counts images by their sizes and each vendor’s rule, and says so in the band', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'abai-estimate-'));
    const head = Buffer.from('iVBORw0KGgoAAAANSUhEUg==', 'base64');
    const png = (side: number) => {
      const size = Buffer.alloc(8);
      size.writeUInt32BE(side, 0);
      size.writeUInt32BE(side, 4);
      return Buffer.concat([head, size]);
    };
    await writeFile(join(folder, 'small.png'), png(512));
    await writeFile(join(folder, 'large.png'), png(1024));
    const table = join(folder, 'pictures.csv');
    await writeFile(table, 'picture\nsmall.png\nlarge.png\n');
    const { dataset } = await world.request('dataset:import', { path: table });
    world.models = [priced('gpt-4o')];
    const of = (images: string[], more: Partial<RunSetup> = {}) =>
      estimate({
        datasetId: dataset.id,
        prompts: [{ template: 'What is it?', images }],
        models: ['openai:gpt-4o'],
        ...more,
      });
    const plain = await of([]);
    assert.equal(plain.models[0]!.imageTokens, undefined);
    const seen = await of(['{{picture}}']);
    const tokens = 255 + 765;
    assert.deepEqual(seen.models[0]!.imageTokens, { low: tokens, likely: tokens, high: tokens });
    const more = (end: 'low' | 'likely' | 'high') =>
      seen.models[0]!.inputTokens[end] - plain.models[0]!.inputTokens[end];
    assert.deepEqual([more('low'), more('likely'), more('high')], [tokens, tokens, tokens]);
    const usd = seen.cost!.likely - plain.cost!.likely;
    assert.ok(Math.abs(usd - tokens / 1e6) < 1e-9, `${usd} more`);
    assert.deepEqual(seen.warnings, ['What images cost is estimated from the sizes of some of them.']);
    // Two for each call, of which one is far away.
    const far = await of(['{{picture}}', 'https://host.invalid/{{picture}}'], { repeats: 2 });
    assert.equal(far.models[0]!.imageTokens!.likely, 2 * (tokens + 2 * 765));
    assert.match(far.warnings[0]!, /count as 1024 × 1024 pixels/);
    assert.match(far.warnings[1]!, /^This machine fetches images .* from host\.invalid\.$/);
    const outside = await of(['../{{picture}}']);
    assert.match(outside.warnings[1]!, /^Not every image can be read: There is no image at/);
    await writeFile(join(dirname(folder), 'abai-outside.png'), png(512));
    const refused = await of(['../abai-outside.png']);
    assert.match(refused.warnings[1]!, /Not every image can be read: .* lies outside the table's folder/);
    const allowed = await of(['../abai-outside.png'], { anyImages: true });
    assert.equal(allowed.models[0]!.imageTokens!.likely, 2 * 255);
    await rm(join(dirname(folder), 'abai-outside.png'));
    await rm(folder, { recursive: true });
  });

  it('takes an empty part of a table, odd characters and very long values', async () => {
    await storeRun(world.engine, {
      id: 'odd',
      projectId,
      values: [['🙂'.repeat(100_000)], ['']],
      cells: [],
    });
    const prompts = [{ template: '{{text}}' }];
    const found = await estimate({ datasetId: 'odd-d', prompts });
    assert.ok(found.models[0]!.inputTokens.likely > 10_000);
    await storeRun(world.engine, { id: 'none', projectId, values: [], cells: [] });
    const none = await estimate({ datasetId: 'none-d', prompts });
    assert.deepEqual([none.rows, none.calls, none.cost!.likely], [0, 0, 0]);
  });
});
