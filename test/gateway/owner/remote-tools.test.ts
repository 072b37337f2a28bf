import assert from 'node:assert/strict';
import type { Tools } from '../../../src/core/ports/tools.ts';
import { answerRequests } from '../../../src/gateway/answer-requests.ts';
import { createConnectionPair } from '../../../src/gateway/connection-pair.ts';
import { RemoteTools } from '../../../src/gateway/owner/remote-tools.ts';
import { reverseHandle } from '../../../src/gateway/owner/reverse-methods.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const vault = {
  get: async () => undefined,
  set: async () => {},
  delete: async () => {},
  hints: async () => ({}),
};
const idle = new AbortController().signal;
const call = { name: 'read_file', arguments: { path: 'a.txt' } };
const failsAs = (code: string) => (error: unknown) => error instanceof AbaiError && error.code === code;

/** A window's tools behind a connection, as the owner sees them. */
function remote(tools: Tools | undefined) {
  const pair = createConnectionPair();
  answerRequests(
    pair.client,
    reverseHandle({ vault, tools }, () => {}),
    log,
  );
  pair.client.listen();
  pair.server.listen();
  const close = () => {
    pair.close();
    pair.server.dispose();
  };
  return { owner: new RemoteTools(async () => pair.server, 5000), close };
}

describe('a window’s tools', () => {
  it('are listed and run over the pipe with the arguments they were called with', async () => {
    const ran: unknown[] = [];
    const definition = { name: 'read_file', description: 'Reads', parameters: { type: 'object' } };
    const { owner, close } = remote({
      list: async () => ({ tools: [definition], mostRounds: 8 }),
      run: async (asked) => {
        ran.push(asked);
        return { content: 'Hello' };
      },
    });
    assert.deepEqual(await owner.list(), { tools: [definition], mostRounds: 8 });
    assert.deepEqual(await owner.run(call, { signal: idle }), { content: 'Hello' });
    assert.deepEqual(ran, [call]);
    close();
  });

  it('say in their own words why none may run', async () => {
    const { owner, close } = remote({
      list: async () => {
        throw new AbaiError('conflict', 'This workspace is not trusted.');
      },
      run: async () => ({ failed: true, content: 'No.' }),
    });
    await assert.rejects(owner.list(), failsAs('conflict'));
    assert.deepEqual(await owner.run(call, { signal: idle }), { failed: true, content: 'No.' });
    close();
  });

  it('are stopped by the asker’s signal', async () => {
    let stopped = false;
    const abort = new AbortController();
    const { owner, close } = remote({
      list: async () => ({ tools: [], mostRounds: 8 }),
      run: async (_asked, { signal }) => {
        const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        abort.abort();
        await aborted;
        stopped = true;
        throw new AbaiError('cancelled', 'Stopped.');
      },
    });
    await assert.rejects(owner.run(call, { signal: abort.signal }), failsAs('cancelled'));
    assert.ok(stopped);
    close();
  });

  it('are unavailable when the window goes away, and where there are none', async () => {
    const { owner, close } = remote({
      list: async () => ({ tools: [], mostRounds: 8 }),
      run: () => {
        setImmediate(close);
        return new Promise(() => {});
      },
    });
    await assert.rejects(owner.run(call, { signal: idle }), failsAs('unavailable'));
    const none = remote(undefined);
    assert.deepEqual(await none.owner.list(), { tools: [], mostRounds: 0 });
    await assert.rejects(none.owner.run(call, { signal: idle }), failsAs('unavailable'));
    none.close();
  });
});
