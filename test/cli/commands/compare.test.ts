import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import type { ComparisonDetail } from '../../../src/protocol/comparisons.ts';
import type { Message } from '../../../src/protocol/conversations.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import { answer, delta, startedComparison, updated } from '../comparison-fixture.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const version = () => '1.2.3';
const argv = ['compare', '--models', 'demo:swift,demo:sage', 'hello'];
const models = [
  { model: 'demo:swift', name: 'Swift' },
  { model: 'demo:sage', name: 'Sage' },
];

/** Waits for what is under way; a condition that never comes true ends in the test's timeout. */
async function until(condition: () => boolean) {
  while (!condition()) await new Promise(setImmediate);
}

/** A comparison under way: the command has started it and waits for its answers. */
async function underWay(
  words: readonly string[] = argv,
  detail: ComparisonDetail = startedComparison(models),
) {
  const fake = new FakeClient({
    'comparison:start': () => detail,
    'chat:cancel': () => ({ cancelled: 1 }),
    'comparison:get': () => detail,
  });
  const context = fakeContext({ connect: fake.connect });
  const exit = runProgram(words, context, version);
  await until(() => fake.reconnecting);
  const stored = (number: number, patch: Partial<Message>) => {
    detail.messages[`c${number}`]![1] = answer(number, patch);
  };
  return { fake, context, exit, stored };
}

describe('abai compare', () => {
  it('sends the files that are attached, and asks nothing when one is not there', async () => {
    const here = import.meta.filename;
    const { fake, exit } = await underWay([...argv.slice(0, 3), '--attach', here, 'hello']);
    const { attachments } = fake.requests[0]!.params as { attachments: { name: string; text: string }[] };
    assert.deepEqual(
      attachments.map(({ name, text }) => [name, text.includes('the files that are attached')]),
      [[here, true]],
    );
    for (const number of [1, 2]) fake.publish(updated(answer(number, { content: 'x' })));
    assert.equal(await exit, 0);

    const none = new FakeClient({});
    const context = fakeContext({ connect: none.connect });
    assert.equal(await runProgram([...argv, '-a', `${here}.gone`], context, version), 2);
    assert.match(context.printed.note, /There is no file .*gone to attach/u);
    assert.equal(none.requests.length, 0);
  });

  it('sends what it was given and ends in 0 when all answered', async () => {
    const { fake, context, exit } = await underWay([
      ...['compare', '-m', ' demo:swift , demo:sage', '--system', 'Be brief.', '--', '-hello'],
    ]);
    assert.deepEqual(fake.requests[0], {
      method: 'comparison:start',
      params: { prompt: '-hello', models: ['demo:swift', 'demo:sage'], system: 'Be brief.' },
    });
    fake.stream(delta(1, 0, 'live'));
    assert.match(context.printed.out, /^── demo:swift · Swift ──\nlive$/u);
    fake.publish(updated(answer(2, { content: 'second' })));
    fake.publish(updated(answer(1, { content: 'live' })));
    assert.equal(await exit, 0);
    assert.match(context.printed.out, /── demo:sage · Sage ──\nsecond\n\nModel +Status/u);
    assert.match(context.printed.out, /\nTotal +2 of 2 /u);
    assert.match(context.printed.note, /cmp-1/u);
    assert.equal(fake.closed, true);
    assert.equal(fake.listening, 0);
  });

  it('prints one JSON object and ends in 1 when a model failed', async () => {
    const { fake, context, exit } = await underWay([...argv, '--json']);
    fake.stream(delta(1, 0, 'half'));
    const error = { code: 'provider' as const, message: 'The stream broke.', retryable: true };
    fake.publish(updated(answer(1, { status: 'failed', content: 'half', error })));
    fake.publish(updated(answer(2, { content: 'whole' })));
    assert.equal(await exit, 1);
    assert.deepEqual(JSON.parse(context.printed.out), {
      comparison: 'cmp-1',
      answers: [
        {
          model: 'demo:swift',
          status: 'failed',
          text: 'half',
          usage: { inputTokens: 10, outputTokens: 20 },
          cost: { usd: 0.001, basis: 'exact' },
          timing: { ttftMs: 100, totalMs: 1100 },
          error,
        },
        {
          model: 'demo:sage',
          status: 'succeeded',
          text: 'whole',
          usage: { inputTokens: 10, outputTokens: 20 },
          cost: { usd: 0.001, basis: 'exact' },
          timing: { ttftMs: 100, totalMs: 1100 },
        },
      ],
    });
    assert.match(context.printed.note, /demo:swift failed: The stream broke\./u);
  });

  for (const code of ['not-found', 'invalid'] as const) {
    it(`ends in 2 when the back end refuses with ${code}`, async () => {
      const fake = new FakeClient({
        'comparison:start': () => {
          throw new AbaiError(code, 'There is no model "demo:swyft". Did you mean "demo:swift"?');
        },
      });
      const context = fakeContext({ connect: fake.connect });
      assert.equal(await runProgram(argv, context, version), 2);
      assert.match(context.printed.note, /Did you mean/u);
      assert.equal(context.printed.out, '');
      assert.equal(fake.closed, true);
    });
  }

  it('ends in 1 when the back end could not start it', async () => {
    const fake = new FakeClient({
      'comparison:start': () => {
        throw new AbaiError('store', 'The disk is full.');
      },
    });
    const context = fakeContext({ connect: fake.connect });
    assert.equal(await runProgram(argv, context, version), 1);
    assert.match(context.printed.note, /disk is full/u);
  });

  it('cancels at the first signal, prints what was there and ends in 130', async () => {
    const { fake, context, exit } = await underWay([...argv, '--json']);
    fake.publish(updated(answer(2, { content: 'whole' })));
    fake.stream(delta(1, 0, 'part'));
    context.signals.emit('SIGINT');
    await until(() => fake.asked('chat:cancel') > 0);
    assert.deepEqual(fake.requests.at(-1), { method: 'chat:cancel', params: { comparisonId: 'cmp-1' } });
    fake.publish(updated(answer(1, { status: 'cancelled', content: 'part' })));
    assert.equal(await exit, 130);
    const { answers } = JSON.parse(context.printed.out);
    assert.deepEqual(
      answers.map(({ status, text }: { status: string; text: string }) => [status, text]),
      [
        ['cancelled', 'part'],
        ['succeeded', 'whole'],
      ],
    );
  });

  it('cancels what it had just started when the signal came meanwhile', async () => {
    const detail = startedComparison(models);
    let start = () => {};
    const starting = new Promise<void>((resolve) => {
      start = resolve;
    });
    const fake = new FakeClient({
      'comparison:start': () => starting.then(() => detail),
      'chat:cancel': () => {
        fake.publish(updated(answer(1, { status: 'cancelled' })));
        fake.publish(updated(answer(2, { status: 'cancelled' })));
        return { cancelled: 2 };
      },
    });
    const context = fakeContext({ connect: fake.connect });
    const exit = runProgram(argv, context, version);
    await until(() => fake.asked('comparison:start') > 0);
    context.signals.emit('SIGINT');
    start();
    assert.equal(await exit, 130);
    assert.equal(fake.asked('chat:cancel'), 1);
  });

  it('does not wait for an answer that nobody runs any more', async () => {
    const { fake, context, exit, stored } = await underWay();
    fake.answers['chat:cancel'] = () => ({ cancelled: 0 });
    stored(1, { status: 'generating', content: 'orphan' });
    stored(2, { content: 'whole' });
    context.signals.emit('SIGINT');
    assert.equal(await exit, 130);
    assert.match(context.printed.out, /orphan\n✗ Cancelled/u);
    assert.match(context.printed.out, /whole/u);
  });

  it('cancels quietly when the reader of its output has gone', async () => {
    const { fake, context, exit } = await underWay();
    context.closeOutput();
    await until(() => fake.asked('chat:cancel') > 0);
    for (const number of [1, 2]) fake.publish(updated(answer(number, { status: 'cancelled' })));
    assert.equal(await exit, 1);
  });

  it('looks again after another process has taken over', async () => {
    const { fake, context, exit, stored } = await underWay();
    fake.stream(delta(1, 0, 'be'));
    stored(1, { status: 'interrupted', content: 'before' });
    stored(2, { content: 'whole' });
    fake.reconnect();
    assert.equal(await exit, 1);
    assert.match(context.printed.out, /── demo:swift · Swift ──\nbefore\n✗ Failed: .*interrupted/u);
  });

  it('says on standard error why a model waits', async () => {
    const { fake, context, exit } = await underWay([...argv, '--json']);
    const waiting = { until: null, reason: 'OpenAI asked to wait.' };
    fake.publish(updated(answer(2, { status: 'generating', waiting })));
    for (const number of [1, 2]) fake.publish(updated(answer(number)));
    assert.equal(await exit, 0);
    assert.equal(context.printed.note, 'abai: demo:sage waits: OpenAI asked to wait.\n');
  });

  it('looks again when all data was replaced, and counts as cancelled what is gone', async () => {
    const { fake, context, exit } = await underWay();
    fake.stream(delta(1, 0, 'part'));
    fake.answers['comparison:get'] = () => {
      throw new AbaiError('not-found', 'There is no comparison with this id.');
    };
    fake.publish({ seq: 3, at: 1, type: 'data:replaced', data: {} });
    assert.equal(await exit, 1);
    assert.match(context.printed.out, /part\n✗ Cancelled/u);
  });

  it('finds the project by name or id and names those there are', async () => {
    const project = { id: 'p-2', name: 'Mine', description: '', settings: {}, createdAt: 1, lastUsed: 1 };
    for (const wanted of ['p-2', 'Mine']) {
      const detail = startedComparison(models);
      for (const number of [1, 2]) detail.messages[`c${number}`]![1] = answer(number, { content: 'x' });
      const fake = new FakeClient({ 'project:list': () => [project], 'comparison:start': () => detail });
      const context = fakeContext({ connect: fake.connect });
      assert.equal(await runProgram([...argv, '--project', wanted], context, version), 0);
      assert.deepEqual(fake.requests.at(-1), {
        method: 'comparison:start',
        params: { prompt: 'hello', models: ['demo:swift', 'demo:sage'], projectId: 'p-2' },
      });
    }
    const fake = new FakeClient({ 'project:list': () => [project] });
    const context = fakeContext({ connect: fake.connect });
    assert.equal(await runProgram([...argv, '--project', 'Yours'], context, version), 2);
    assert.match(context.printed.note, /No project has the name or id "Yours":\n +p-2 +Mine/u);
  });
});
