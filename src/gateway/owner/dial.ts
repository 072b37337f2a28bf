import { connect, type Socket } from 'node:net';
import { type Machine, relation } from './machine.ts';
import type { OwnerRecord } from './owner-record.ts';
import { processStart } from './process-start.ts';

/**
 * - `up`: connected.
 * - `dead`: certainly gone.
 * - `busy`: alive, or it cannot be told yet: wait, never take its place.
 * - `foreign`: on a machine (or in a container) about which nothing can be known here.
 */
export type Dialled = { state: 'up'; socket: Socket } | { state: 'dead' | 'busy' | 'foreign' };

/** True when the process of the record runs now. Only meaningful where its process ids can be seen. */
export async function isRunning(record: OwnerRecord): Promise<boolean> {
  const started = await processStart(record.pid);
  return started !== undefined && (record.started === undefined || record.started === started);
}

/** Asks the kernel, not a heartbeat: a listener closes with its process and not before. */
export async function dial(record: OwnerRecord, here: Machine, timeoutMs: number): Promise<Dialled> {
  const answer = await tryConnect(record.address, timeoutMs);
  if (typeof answer !== 'string') return { state: 'up', socket: answer };
  if (answer !== 'ECONNREFUSED' && answer !== 'ENOENT') return { state: 'busy' };
  switch (relation(record.machine, here)) {
    case 'other':
      return { state: 'foreign' };
    case 'rebooted':
      return { state: 'dead' };
    case 'process':
      return { state: (await isRunning(record)) ? 'busy' : 'dead' };
    case 'same':
      // A socket file that is gone does not mean its listener is: the owner will publish a new one.
      if (answer === 'ENOENT' && process.platform !== 'win32' && (await isRunning(record))) {
        return { state: 'busy' };
      }
      return { state: 'dead' };
  }
}

/** A socket, or the code of what went wrong; `TIMEOUT` after `timeoutMs`. */
function tryConnect(address: string, timeoutMs: number): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const timer = setTimeout(() => {
      socket.destroy();
      resolve('TIMEOUT');
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(error.code ?? 'UNKNOWN');
    });
  });
}
