import assert from 'node:assert/strict';
import { createInProcessClient } from '../../src/gateway/in-process.ts';
import { connectPage, type WorkbenchHandlers } from '../../src/gateway/page-session.ts';
import { dataMethods } from '../../src/protocol/data.ts';
import { FakeBackend, FakeLog, fakeCaller, settingsEvent, settle, textDelta } from './fake-backend.ts';

type Envelope = { abai: 1; session: string; kind: string; message: Record<string, unknown> };

/** A page by hand: it says what it likes and keeps all it hears. */
function connect(backend: FakeBackend, workbench: Partial<WorkbenchHandlers> = {}) {
  const heard: Envelope[] = [];
  const listeners = new Set<(message: unknown) => void>();
  const client = createInProcessClient(backend, fakeCaller(), new FakeLog());
  const session = connectPage(
    {
      post: (envelope) => {
        heard.push(structuredClone(envelope) as Envelope);
      },
      onMessage: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    client,
    workbench as WorkbenchHandlers,
    new FakeLog(),
  );
  const say = (message: unknown): void => {
    for (const listener of listeners) listener(message);
  };
  return {
    heard,
    session,
    say,
    open: (name: string) => say({ abai: 1, session: name, kind: 'open' }),
    ask: (name: string, id: number, method: string, params: unknown = {}) =>
      say({ abai: 1, session: name, kind: 'rpc', message: { jsonrpc: '2.0', id, method, params } }),
  };
}

describe('connectPage', () => {
  it('lets a late answer after hide and reveal reach nobody', async () => {
    const answers: ((value: unknown) => void)[] = [];
    const backend = new FakeBackend({
      'project:list': () => new Promise((resolve) => answers.push(resolve)),
    });
    const page = connect(backend);
    page.open('first');
    page.ask('first', 0, 'project:list');
    await settle();
    page.open('second');
    page.ask('second', 0, 'project:list');
    await settle();
    answers[0]?.(['late']);
    await settle();
    assert.equal(page.heard.length, 0);
    answers[1]?.(['in time']);
    await settle();
    assert.deepEqual(
      page.heard.map(({ session, message }) => [session, message.id, message.result]),
      [['second', 0, ['in time']]],
    );
  });

  it('does not stop the work of a page that is gone', async () => {
    let signal: AbortSignal | undefined;
    const backend = new FakeBackend({
      'chat:send': (_params, _caller, given) => {
        signal = given;
        return new Promise(() => {});
      },
    });
    const page = connect(backend);
    page.open('first');
    page.ask('first', 0, 'chat:send');
    await settle();
    page.open('second');
    await settle();
    assert.equal(signal?.aborted, false);
  });

  it('drops envelopes of other sessions, before any open, and what is none', async () => {
    const backend = new FakeBackend({ 'project:list': () => [] });
    const page = connect(backend);
    page.ask('early', 0, 'project:list');
    page.open('first');
    page.open('second');
    page.ask('first', 1, 'project:list');
    for (const odd of [null, 7, 'x', {}, { abai: 2, session: 'second', kind: 'open' }, { abai: 1 }])
      page.say(odd);
    await settle();
    assert.deepEqual(backend.calls, []);
    assert.deepEqual(page.heard, []);
  });

  it('answers workbench methods in the window, with parsed params', async () => {
    const backend = new FakeBackend();
    const asked: unknown[] = [];
    const page = connect(backend, {
      'clipboard:write': async (params) => {
        asked.push(params);
        return {};
      },
    });
    page.open('s');
    page.ask('s', 1, 'clipboard:write', { text: 'hello' });
    page.ask('s', 2, 'clipboard:write', { text: 5 });
    page.ask('s', 3, 'nobody:knows');
    await settle();
    assert.deepEqual(asked, [{ text: 'hello' }]);
    const byId = new Map(page.heard.map(({ message }) => [message.id, message]));
    assert.deepEqual(byId.get(1)?.result, {});
    assert.match(JSON.stringify(byId.get(2)?.error), /"code":"invalid"/);
    assert.match(JSON.stringify(byId.get(3)?.error), /"code":"not-found"/);
    assert.deepEqual(backend.calls, []);
  });

  it('lets a page search the data, and neither read nor write files', async () => {
    const backend = new FakeBackend({ 'data:search': () => [], 'data:backup': () => ({}) });
    const page = connect(backend);
    page.open('s');
    page.ask('s', 1, 'data:search', { text: 'x' });
    const withFiles = [
      ...Object.keys(dataMethods).filter((method) => method !== 'data:search'),
      'run:export',
      'activity:export',
    ];
    for (const [i, method] of withFiles.entries()) {
      page.ask('s', 2 + i, method, { path: '/tmp/x' });
      await settle();
    }
    assert.deepEqual(
      backend.calls.map(({ method }) => method),
      ['data:search'],
    );
    const refused = page.heard.filter(({ message }) =>
      /"code":"not-found"/.test(JSON.stringify(message.error)),
    );
    assert.equal(refused.length, withFiles.length);
    assert.ok(withFiles.length > 5);
  });

  it('forwards events and deltas to the open session only', async () => {
    const backend = new FakeBackend();
    const page = connect(backend);
    backend.publish(settingsEvent(1));
    page.open('first');
    page.open('second');
    backend.publish(settingsEvent(2));
    backend.stream(textDelta('m', 0, 'a'));
    await settle();
    assert.deepEqual(
      page.heard.map(({ session, message }) => [session, message.method]),
      [
        ['second', 'event'],
        ['second', 'message:delta'],
      ],
    );
    page.session.dispose();
    backend.publish(settingsEvent(3));
    await settle();
    assert.equal(page.heard.length, 2);
  });
});
