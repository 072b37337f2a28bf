import type { Socket } from 'node:net';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { greetingMethods } from './greeting.ts';

/**
 * Watches whether the other side of a pipe says anything: it is asked now and then, and any byte counts as an answer.
 * `onSilence(true)` after `silentMs` without one, `onSilence(false)` when it speaks again. Time in which this process
 * itself was suspended does not count.
 */
export function watchSilence(
  socket: Socket,
  connection: MessageConnection,
  silentMs: number,
  onSilence: (silent: boolean) => void,
): { dispose(): void } {
  const tickMs = Math.max(10, silentMs / 10);
  let quietMs = 0;
  let silent = false;
  let asking = false;
  let lastTick = Date.now();

  const hear = (): void => {
    quietMs = 0;
    if (!silent) return;
    silent = false;
    onSilence(false);
  };
  const ask = (): void => {
    if (asking) return;
    asking = true;
    const done = (): void => {
      asking = false;
    };
    try {
      connection.sendRequest(greetingMethods.alive, {}).then(done, done);
    } catch {
      // Closed: its owner hears of that by itself.
    }
  };
  const timer = setInterval(() => {
    const now = Date.now();
    quietMs += Math.min(now - lastTick, tickMs * 2);
    lastTick = now;
    if (quietMs >= tickMs * 2) ask();
    if (quietMs < silentMs || silent) return;
    silent = true;
    onSilence(true);
  }, tickMs);
  timer.unref();
  socket.on('data', hear);

  return {
    dispose() {
      clearInterval(timer);
      socket.off('data', hear);
    },
  };
}
