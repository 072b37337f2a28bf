import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';
import { RequestFailed } from '../../webview/connection/request-failed.ts';
import { makeDetail } from './fixtures.ts';
import { LinkedWebview } from './linked-page.ts';
import { ScriptedHost } from './scripted-host.ts';

async function failureOf(request: Promise<unknown>) {
  const thrown = await request.then(
    () => assert.fail('the request succeeded'),
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof RequestFailed);
  return thrown.failure;
}

describe('webview: page client', () => {
  it('asks the back end and the window', async () => {
    const host = new ScriptedHost();
    host.panelState = { comparisonId: 'x' };
    const { client } = new LinkedWebview(host).load();
    assert.equal((await client.request('models:get-all', {})).length, 6);
    assert.deepEqual(await client.workbench('panel:state', {}), { comparisonId: 'x' });
  });

  it('gives each action an id of its own, and queries none', async () => {
    const host = new ScriptedHost();
    host.put(makeDetail());
    const { client } = new LinkedWebview(host).load();
    await client.request('chat:cancel', { messageId: 'm' });
    await client.request('chat:cancel', { messageId: 'm' });
    await client.request('comparison:get', { comparisonId: 'comparison-1' });
    const [first, second] = host.asked('chat:cancel').map(({ requestId }) => requestId);
    assert.match(String(first), /^[\w-]{8,64}$/);
    assert.notEqual(first, second);
    assert.deepEqual(host.asked('comparison:get'), [{ comparisonId: 'comparison-1' }]);
  });

  it('rejects with the failure of the other side, or says that nobody answers', async () => {
    const host = new ScriptedHost();
    host.answers['chat:retry'] = () => {
      throw new AbaiError('conflict', 'It is still being answered.', { details: { messageId: 'm' } });
    };
    const { client } = new LinkedWebview(host).load();
    assert.deepEqual(await failureOf(client.request('chat:retry', { messageId: 'm' })), {
      code: 'conflict',
      message: 'It is still being answered.',
      retryable: false,
      details: { messageId: 'm' },
    });
    const unknown = await failureOf(client.workbench('no:such-thing' as 'panel:state', {}));
    assert.equal(unknown.code, 'not-found');
  });

  it('takes a request back with its signal', async () => {
    const host = new ScriptedHost();
    let taken: AbortSignal | undefined;
    host.interceptWorkbench('workbench:pick-models', (signal) => {
      taken = signal;
    });
    const { client } = new LinkedWebview(host).load();
    const abort = new AbortController();
    const picked = client.workbench('workbench:pick-models', { selected: [] }, abort.signal);
    await client.workbench('panel:state', {});
    assert.equal(taken?.aborted, false);
    abort.abort();
    await failureOf(picked);
    assert.equal(taken?.aborted, true);
  });

  it('hears events and deltas until it unsubscribes', async () => {
    const host = new ScriptedHost();
    host.put(makeDetail());
    const { client } = new LinkedWebview(host).load();
    await client.workbench('panel:state', {});
    const events: StoredEvent[] = [];
    const deltas: MessageDelta[] = [];
    const stop = client.onEvent((event) => events.push(event));
    client.onDelta((delta) => deltas.push(delta));
    host.stream('c0-answer', 'Hello');
    host.publish({ type: 'models:changed', data: {} });
    await client.workbench('panel:state', {});
    stop();
    host.publish({ type: 'models:changed', data: {} });
    await client.workbench('panel:state', {});
    assert.deepEqual(
      deltas.map(({ text }) => text),
      ['Hello'],
    );
    assert.deepEqual(
      events.map(({ seq }) => seq),
      [2],
    );
  });

  it('of an earlier load hears nothing any more, and late answers reach nobody', async () => {
    const host = new ScriptedHost();
    host.put(makeDetail());
    const webview = new LinkedWebview(host);
    let answer!: () => void;
    host.answers['comparison:get'] = ({ comparisonId }) =>
      new Promise((resolve) => {
        answer = () => resolve(host.detail(comparisonId));
      });
    const old = webview.load().client;
    const heard: string[] = [];
    old.onDelta(() => heard.push('old delta'));
    // Both pages number their requests from 0: only the session tells them apart.
    old.request('comparison:get', { comparisonId: 'comparison-1' }).then(
      () => heard.push('old answer'),
      () => heard.push('old failure'),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    const fresh = webview.load().client;
    fresh.onDelta(() => heard.push('new delta'));
    await fresh.workbench('panel:state', {});
    answer();
    host.stream('c0-answer', 'Hello');
    await fresh.workbench('panel:state', {});
    assert.deepEqual(heard, ['new delta']);
  });
});
