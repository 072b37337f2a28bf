import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { RunWorld } from './run-world.ts';
import { end, text } from './world.ts';

const schema = { type: 'object', properties: { answer: { type: 'number' } }, required: ['answer'] };

describe('what a cell asks and keeps', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  const read = (sql: string) => at.world.engine.read(sql);

  it('has the parameters of its model over those of the run', async () => {
    const run = await at.start({
      parameters: { temperature: 0, maxTokens: 100 },
      models: ['one', { model: 'two', parameters: { temperature: 1 } }],
      limit: 1,
    });
    const done = await at.finish(run.id);
    assert.deepEqual(
      at.world.calls.map(({ request }) => [request.model.id, request.parameters]),
      [
        ['one', { temperature: 0, maxTokens: 100 }],
        ['two', { temperature: 1, maxTokens: 100 }],
      ],
    );
    assert.deepEqual(
      done.variants.map(({ parameters }) => parameters),
      [undefined, { temperature: 1 }],
    );
  });

  it('fails with a sentence when the answer does not fit the schema, and keeps what was said', async () => {
    const run = await at.start({ schema, models: ['one'], concurrency: 1 });
    const answers = ['{"answer": 2}', 'four', '{"answer": "six"}'];
    const done = await at.finish(run.id, () => answers.shift()!);
    assert.deepEqual(done.schema, schema);
    assert.deepEqual(at.world.calls[0]!.request.schema, { name: 'answer', schema });
    const cells = await at.cells(run.id);
    assert.deepEqual(
      cells.map(({ status }) => status),
      ['succeeded', 'failed', 'failed'],
    );
    assert.match(cells[1]!.error!.message, /did not answer with JSON/);
    assert.match(cells[2]!.error!.message, /does not fit the schema: answer\/answer must be number/);
    assert.deepEqual([cells[2]!.output, cells[2]!.cost?.basis], ['{"answer": "six"}', 'exact']);
    await assert.rejects(at.start({ schema: { type: 'nonsense' } }), /not a JSON Schema/);
  });

  it('names its prompt by a version that never changes: the same text is the same version', async () => {
    const prompts = [{ template: 'A {{question}}' }, { template: 'B {{question}}', system: 'Be brief.' }];
    for (const more of [{ prompts }, { prompts: [...prompts].reverse() }]) {
      const run = await at.start({ ...more, limit: 1 });
      await at.finish(run.id);
    }
    await at.finish((await at.start({ prompts: [{ template: 'B {{question}}' }], limit: 1 })).id);
    const versions = await read('select id, body, system, hash from prompt_versions order by rowid');
    assert.deepEqual(
      versions.map(({ body, system }) => [body, system]),
      [
        ['A {{question}}', null],
        ['B {{question}}', 'Be brief.'],
        ['B {{question}}', null],
      ],
    );
    const used = await read('select prompt_version_id as id from run_variants order by rowid');
    const [a, b, c] = versions.map(({ id }) => id);
    assert.deepEqual(
      used.map(({ id }) => id),
      [a, a, b, b, b, b, a, a, c, c],
    );
  });

  it('keeps how often it was asked, how it ended, and what happened to it', async () => {
    const run = await at.start({ models: ['one'], limit: 1 });
    (await at.world.call(0)).fail(new AbaiError('unavailable', 'Overloaded.', { details: { status: 503 } }));
    await at.world.until(() => {
      at.world.clock.pass(500);
      return at.world.calls.length === 2;
    });
    (await at.world.call(1)).say(text('cut'), { type: 'end', reason: 'length' });
    await at.finish(run.id);
    await at.world.request('run:retry', { runId: run.id, what: { row: 0 } });
    (await at.world.call(2)).say(text('whole'), end);
    await at.finish(run.id);
    const [cell] = await read('select id, attempts, stop_reason from cells');
    assert.deepEqual([cell!.attempts, cell!.stop_reason], [3, 'stop']);
    const events = await read('select type, data from cell_events order by n');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['started', 'waited', 'started', 'succeeded', 'retried', 'succeeded'],
    );
    assert.deepEqual(JSON.parse(String(events[1]!.data)), { message: 'Overloaded.' });
  });
});
