import assert from 'node:assert/strict';
import { createRpcClient } from '../../src/gateway/client.ts';
import { createConnectionPair } from '../../src/gateway/connection-pair.ts';
import { serve } from '../../src/gateway/serve.ts';
import type { Client } from '../../src/protocol/client.ts';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Project } from '../../src/protocol/projects.ts';
import { end, text, World } from '../backend/world.ts';
import { FakeLog } from './fake-backend.ts';

interface Window {
  client: Client;
  heard: StoredEvent[];
}

type Outcome = { code: string; message: string } | 'done';

/** What two windows on one owner see of each other when they do two things to one thing at once. */
describe('two windows on one owner', () => {
  let world: World;
  let first: Window;
  let second: Window;
  let closing: (() => void)[] = [];
  let asked = 0;

  beforeEach(async () => {
    world = await World.open();
    asked = 0;
    first = open('window-1');
    second = open('window-2');
  });
  afterEach(async () => {
    for (const close of closing) close();
    closing = [];
    await world.dispose();
  });

  function open(clientId: string): Window {
    const pair = createConnectionPair();
    const client = createRpcClient(pair.client);
    serve(pair.server, world.backend, { ...world.caller, clientId }, new FakeLog());
    pair.client.listen();
    pair.server.listen();
    closing.push(() => pair.close());
    const heard: StoredEvent[] = [];
    client.onEvent((event) => heard.push(event));
    return { client, heard };
  }

  /** A comparison of one model whose first answer is there. */
  async function comparison(models = ['one']): Promise<ComparisonDetail> {
    const started = await first.client.request('comparison:start', { prompt: 'Why?', models });
    await answerAll('Because.', models.length);
    return get(started.comparison.id);
  }

  async function answerAll(content: string, calls: number): Promise<void> {
    for (let n = 0; n < calls; n++) (await world.call(asked++)).say(text(content), end);
    await world.until(async () => !(await anyGenerating()));
  }

  async function anyGenerating(): Promise<boolean> {
    const list = await first.client.request('comparison:list', {});
    return list.some(({ statuses }) => statuses.includes('generating'));
  }

  const get = (comparisonId: string) => first.client.request('comparison:get', { comparisonId });
  const answerOf = (detail: ComparisonDetail, thread = 0) =>
    detail.messages[detail.comparison.threads[thread]!.conversationId]!.at(-1)!;

  /** Both at once; which of them the owner hears first is left to chance. */
  async function atOnce(a: Promise<unknown>, b: Promise<unknown>): Promise<Outcome[]> {
    const outcomes = await Promise.allSettled([a, b]);
    return outcomes.map((outcome) => {
      if (outcome.status === 'fulfilled') return 'done';
      assert.ok(outcome.reason instanceof AbaiError);
      return { code: outcome.reason.code, message: outcome.reason.message };
    });
  }

  /** One went, the other was refused with this code and a sentence that says so. */
  function assertOneRefused(outcomes: Outcome[], code: string, sentence: RegExp): void {
    assert.equal(outcomes.filter((outcome) => outcome === 'done').length, 1, JSON.stringify(outcomes));
    const refused = outcomes.find((outcome) => outcome !== 'done') as Exclude<Outcome, string>;
    assert.equal(refused.code, code);
    assert.match(refused.message, sentence);
  }

  async function assertSameEvents(): Promise<void> {
    const seq = await world.store.events.last();
    await world.until(() => [first, second].every(({ heard }) => heard.at(-1)?.seq === seq));
    assert.deepEqual(first.heard, second.heard);
    const numbers = first.heard.map((event) => event.seq);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => numbers[0]! + index),
    );
  }

  it('end with the name that came last, and say whose each was', async () => {
    const { comparison: made } = await comparison();
    const rename = ({ client }: Window, name: string) =>
      client.request('comparison:rename', { comparisonId: made.id, name, requestId: `rename-to-${name}` });
    await atOnce(rename(first, 'Sky'), rename(second, 'Sea'));
    await assertSameEvents();
    const renames = second.heard.filter(({ type }) => type === 'comparison:updated');
    const told = renames.map(({ requestId, data }) => [
      requestId,
      (data as { comparison: { name: string } }).comparison.name,
    ]);
    assert.deepEqual(told.toSorted(), [
      ['rename-to-Sea', 'Sea'],
      ['rename-to-Sky', 'Sky'],
    ]);
    assert.equal((await get(made.id)).comparison.name, told.at(-1)![1]);
  });

  it('show the branch that was chosen last', async () => {
    const started = await comparison();
    const old = answerOf(started);
    const other = await second.client.request('chat:regenerate', { messageId: old.id });
    await answerAll('Since.', 1);
    const choose = ({ client }: Window, messageId: string, requestId: string) =>
      client.request('conversation:switch-branch', { messageId, requestId });
    await atOnce(choose(first, old.id, 'choose-old'), choose(second, other.id, 'choose-new'));
    await assertSameEvents();
    const last = first.heard.findLast(({ type }) => type === 'branch:switched')!;
    const [{ leafId } = assert.fail()] = (await get(started.comparison.id)).comparison.threads;
    assert.equal((last.data as { leafId: string }).leafId, leafId);
    assert.equal(last.requestId, leafId === old.id ? 'choose-old' : 'choose-new');
  });

  it('send one of two questions, and refuse the other whole', async () => {
    const started = await comparison(['one', 'two']);
    const comparisonId = started.comparison.id;
    const send = ({ client }: Window, content: string) =>
      client.request('comparison:send', { comparisonId, content, requestId: `send-${content}` });
    const outcomes = await atOnce(send(first, 'And now?'), send(second, 'And then?'));
    assertOneRefused(outcomes, 'conflict', /still being answered: wait for the end or stop it first/);
    await answerAll('So.', 2);
    const sent = outcomes[0] === 'done' ? 'And now?' : 'And then?';
    for (const thread of Object.values((await get(comparisonId)).messages)) {
      assert.deepEqual(
        thread.map(({ content }) => content),
        ['Why?', 'Because.', sent, 'So.'],
      );
    }
    assert.equal(world.calls.length, 4);
    await assertSameEvents();
    const added = second.heard.filter(({ type }) => type === 'message:added');
    assert.deepEqual(
      added.map(({ requestId }) => requestId),
      Array.from({ length: 4 }, () => `send-${sent}`),
    );
  });

  it('send both questions when they go to different threads', async () => {
    const started = await comparison(['one', 'two']);
    const comparisonId = started.comparison.id;
    const [one, two] = started.comparison.threads.map(({ conversationId }) => conversationId);
    const outcomes = await atOnce(
      first.client.request('comparison:send', { comparisonId, content: 'You?', conversationIds: [one!] }),
      second.client.request('comparison:send', {
        comparisonId,
        content: 'And you?',
        conversationIds: [two!],
      }),
    );
    assert.deepEqual(outcomes, ['done', 'done']);
    await answerAll('Me.', 2);
    const { messages } = await get(comparisonId);
    assert.deepEqual(
      [one, two].map((id) => messages[id!]![2]!.content),
      ['You?', 'And you?'],
    );
    await assertSameEvents();
  });

  it('call a question what its asker called it, unless the name is taken', async () => {
    const started = await comparison();
    const { comparison: made } = started;
    const conversationId = made.threads[0]!.conversationId;
    const name = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
    const send = ({ client }: Window, content: string) =>
      client.request('comparison:send', {
        comparisonId: made.id,
        content,
        questionIds: { [conversationId]: name },
      });
    const { messages } = await send(first, 'And now?');
    assert.equal(messages[conversationId]!.find(({ id }) => id === name)?.content, 'And now?');
    await answerAll('So.', 1);
    await assert.rejects(send(second, 'And then?'), { code: 'conflict' });
    assert.equal(world.calls.length, 2);
  });

  const both: Record<string, (at: Window, detail: ComparisonDetail) => Promise<unknown>> = {
    'ask once more for one answer': ({ client }, detail) =>
      client.request('chat:regenerate', { messageId: answerOf(detail).id }),
    'ask one question in other words': ({ client }, detail) =>
      client.request('chat:edit', { messageId: answerOf(detail).parentId!, content: 'How?' }),
  };
  for (const [what, act] of Object.entries(both)) {
    it(`${what} once, and refuse it to the other`, async () => {
      const started = await comparison();
      const outcomes = await atOnce(act(first, started), act(second, started));
      assertOneRefused(outcomes, 'conflict', /still being answered/);
      await answerAll('So.', 1);
      assert.equal(world.calls.length, 2);
      await assertSameEvents();
    });
  }

  it('retry a failed answer once', async () => {
    const started = await first.client.request('comparison:start', { prompt: 'Why?', models: ['one'] });
    (await world.call(asked++)).fail(new AbaiError('invalid', 'It refused.'));
    await world.until(async () => !(await anyGenerating()));
    const { id: messageId } = answerOf(started);
    const outcomes = await atOnce(
      first.client.request('chat:retry', { messageId }),
      second.client.request('chat:retry', { messageId }),
    );
    assertOneRefused(outcomes, 'conflict', /.+/);
    await answerAll('So.', 1);
    assert.equal(world.calls.length, 2);
  });

  it('count one vote on the same answers: the last', async () => {
    const started = await comparison(['one', 'two']);
    const comparisonId = started.comparison.id;
    const outcomes = await atOnce(
      first.client.request('vote:cast', { comparisonId, verdict: 'tie' }),
      second.client.request('vote:cast', { comparisonId, verdict: 'all-bad' }),
    );
    assert.deepEqual(outcomes, ['done', 'done']);
    await assertSameEvents();
    const last = first.heard.findLast(({ type }) => type === 'vote:cast')!;
    const votes = await first.client.request('vote:list', { comparisonId });
    assert.deepEqual(votes, [(last.data as { vote: unknown }).vote]);
  });

  it('work in the project that was switched to last', async () => {
    const projects: Project[] = [];
    for (const name of ['North', 'South'])
      projects.push(await first.client.request('project:create', { name }));
    const switchTo = ({ client }: Window, index: number) =>
      client.request('project:switch', { projectId: projects[index]!.id });
    await atOnce(switchTo(first, 0), switchTo(second, 1));
    await assertSameEvents();
    const last = second.heard.findLast(({ type }) => type === 'project:switched')!;
    const current = await Promise.all([first, second].map(({ client }) => client.request('project:get', {})));
    assert.deepEqual(
      current.map(({ id }) => id),
      [0, 1].map(() => (last.data as { project: { id: string } }).project.id),
    );
  });

  describe('when one deletes what the other works in', () => {
    it('ask nobody after it was deleted', async () => {
      const started = await comparison();
      const comparisonId = started.comparison.id;
      const { id: messageId, parentId } = answerOf(started);
      await second.client.request('comparison:delete', { comparisonId });
      const refused = { code: 'not-found', message: /deleted/ };
      await assert.rejects(
        first.client.request('comparison:send', { comparisonId, content: 'And?' }),
        refused,
      );
      await assert.rejects(first.client.request('chat:regenerate', { messageId }), refused);
      await assert.rejects(
        first.client.request('chat:edit', { messageId: parentId!, content: 'How?' }),
        refused,
      );
      assert.equal(world.calls.length, 1);
    });

    it('leave nothing running, whichever comes first', async () => {
      for (let round = 0; round < 8; round++) {
        const started = await comparison();
        const comparisonId = started.comparison.id;
        const send = first.client.request('comparison:send', { comparisonId, content: 'And?' });
        // Each round lets the send get one step further before the other deletes.
        for (let step = 0; step < round; step++) await new Promise((resolve) => setImmediate(resolve));
        const outcomes = await atOnce(
          send,
          second.client.request('comparison:delete', { comparisonId, requestId: `delete-${round}` }),
        );
        assert.equal(outcomes[1], 'done');
        if (outcomes[0] !== 'done') assert.match(outcomes[0]!.code, /^(not-found|conflict)$/);
        await world.until(async () => {
          const messages = await world.store.messages.listByComparison(comparisonId);
          return messages.every(({ status }) => status !== 'generating');
        });
        asked = world.calls.length;
        await second.client.request('comparison:restore', { comparisonId });
        const statuses = (await get(comparisonId)).messages;
        const [thread = []] = Object.values(statuses);
        assert.deepEqual(
          thread.map(({ status }) => status),
          outcomes[0] === 'done'
            ? ['complete', 'complete', 'complete', 'cancelled']
            : ['complete', 'complete'],
        );
        // What was taken back can be worked in again.
        await first.client.request('comparison:send', { comparisonId, content: 'Still there?' });
        await answerAll('Yes.', 1);
        assert.equal(answerOf(await get(comparisonId)).content, 'Yes.');
      }
    });
  });
});
