import { connect, type Socket } from 'node:net';
import { isOwnersAddress } from './address.ts';
import { type Machine, relation } from './machine.ts';
import type { OwnerRecord } from './owner-record.ts';
import { isRunning } from './process-start.ts';

/**
 * - `up`: connected.
 * - `dead`: certainly gone.
 * - `busy`: alive, or it cannot be told yet: wait, never take its place.
 * - `foreign`: on a machine (or in a container) about which nothing can be known here.
 */
export type Dialled = { state: 'up'; socket: Socket } | { state: 'dead' | 'busy' | 'foreign' };

/**
 * Asks the kernel, not a heartbeat: a listener closes with its process and not before. That nobody listens says nothing
 * while the process lives: its socket may have been swept, or be one that this process cannot see.
 */
export async function dial(record: OwnerRecord, here: Machine, timeoutMs: number): Promise<Dialled> {
  // What this version does not know as an address nobody can be reached at.
  const answer = isOwnersAddress(record.address) ? await tryConnect(record.address, timeoutMs) : 'ENOENT';
  if (typeof answer !== 'string') return { state: 'up', socket: answer };
  switch (relation(record.machine, here)) {
    case 'other':
      return { state: answer === 'ECONNREFUSED' || answer === 'ENOENT' ? 'foreign' : 'busy' };
    case 'rebooted':
      return { state: 'dead' };
    case 'process':
    case 'same':
      return { state: (await isRunning(record.pid, record.started)) ? 'busy' : 'dead' };
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
