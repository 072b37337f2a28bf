import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { watchSilence } from '../../../src/gateway/owner/silence.ts';
import { sleep } from '../../../src/gateway/sleep.ts';

describe('watchSilence', () => {
  it('asks, says so when nothing comes, and takes it back at the first byte', async () => {
    const socket = new EventEmitter();
    const asked: string[] = [];
    const heard: boolean[] = [];
    const connection = {
      sendRequest: (method: string) => {
        asked.push(method);
        return new Promise(() => {});
      },
    };
    const watch = watchSilence(socket as never, connection as never, 100, (silent) => heard.push(silent));
    await sleep(400);
    assert.deepEqual(heard, [true]);
    assert.deepEqual(asked, ['owner:alive']);
    socket.emit('data', Buffer.from('x'));
    assert.deepEqual(heard, [true, false]);
    watch.dispose();
    await sleep(250);
    assert.deepEqual(heard, [true, false]);
    assert.equal(socket.listenerCount('data'), 0);
  });

  it('does not count time in which this process itself stood still', async () => {
    const socket = new EventEmitter();
    const heard: boolean[] = [];
    const connection = { sendRequest: () => new Promise(() => {}) };
    const watch = watchSilence(socket as never, connection as never, 1000, (silent) => heard.push(silent));
    const end = Date.now() + 1500;
    while (Date.now() < end) {
      // Nobody gets a turn.
    }
    await sleep(150);
    assert.deepEqual(heard, []);
    watch.dispose();
  });
});
