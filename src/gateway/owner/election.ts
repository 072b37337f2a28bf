import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Log } from '../../core/ports/log.ts';
import { sleep } from '../sleep.ts';
import { newAddress, sweep } from './address.ts';
import { dial } from './dial.ts';
import type { Machine } from './machine.ts';
import type { OwnerRecord, OwnerRecords } from './owner-record.ts';
import { foreignTrouble, type OwnerTrouble, silentTrouble } from './trouble.ts';

/** Accepts connections at an address, before it is known whether anybody will be told of it. */
export interface Candidate {
  listen(address: string): Promise<void>;
  /** Stops listening and drops whoever connected. */
  withdraw(): void;
}

export interface ElectionOptions<C extends Candidate> {
  records: OwnerRecords;
  here: Machine;
  self: Pick<OwnerRecord, 'pid' | 'started' | 'kind' | 'productVersion'>;
  fileSocket: boolean;
  candidate: (token: string) => C;
  /** Owners up to this epoch count as gone, because a person said so. */
  takenOver: () => number;
  /** Called when the owner has not been reached for `silentMs`, and with undefined when that ends. */
  onTrouble: (trouble: OwnerTrouble | undefined, record: OwnerRecord | undefined) => void;
  silentMs: number;
  dialMs: number;
  log: Log;
  signal: AbortSignal;
}

export type Elected<C extends Candidate> =
  | { role: 'owner'; record: OwnerRecord; candidate: C }
  | { role: 'client'; record: OwnerRecord; socket: Socket };

/** Milliseconds after which a record that cannot be read counts as left by a candidate that died over it. */
const brokenMs = 5000;

/**
 * Finds the owner of a data folder or becomes it. The highest record counts; its owner is gone only when the kernel
 * refuses the connection. A new owner listens first and publishes then, by creating the next record, which only one
 * can. Undefined when the signal was aborted.
 */
export async function elect<C extends Candidate>(
  options: ElectionOptions<C>,
): Promise<Elected<C> | undefined> {
  const { records, signal, silentMs } = options;
  let brokenSince: { epoch: number; at: number } | undefined;
  let busySince: number | undefined;
  let troubled = false;
  const trouble = (value: OwnerTrouble | undefined, record?: OwnerRecord): void => {
    if (!value && !troubled) return;
    troubled = value !== undefined;
    options.onTrouble(value, record);
  };

  while (!signal.aborted) {
    const epoch = records.highest();
    const record = epoch === 0 ? undefined : records.read(epoch);
    if (record === 'missing') {
      await sleep(10, signal);
      continue;
    }
    if (record === 'broken') {
      if (brokenSince?.epoch !== epoch) brokenSince = { epoch, at: Date.now() };
      if (Date.now() - brokenSince.at < brokenMs) {
        await sleep(50, signal);
        continue;
      }
    }
    const owner = record === 'broken' ? undefined : record;

    if (owner && !owner.released && owner.epoch > options.takenOver()) {
      const dialled = await dial(owner, options.here, options.dialMs);
      if (dialled.state === 'up') {
        // Not yet a sign of life: a suspended process's listener is up too. Its answer will be.
        return { role: 'client', record: owner, socket: dialled.socket };
      }
      if (dialled.state === 'foreign') {
        trouble(foreignTrouble(owner), owner);
        await sleep(500, signal);
        continue;
      }
      if (dialled.state === 'busy') {
        busySince ??= Date.now();
        if (Date.now() - busySince >= silentMs) trouble(silentTrouble(owner), owner);
        await sleep(30 + Math.random() * 70, signal);
        continue;
      }
    }
    busySince = undefined;
    trouble(undefined);

    const won = await claim(options, epoch + 1);
    if (won) {
      if (owner) sweep(owner.address);
      return won;
    }
    await sleep(Math.random() * 20, signal);
  }
  return undefined;
}

async function claim<C extends Candidate>(
  options: ElectionOptions<C>,
  epoch: number,
): Promise<Elected<C> | undefined> {
  const record: OwnerRecord = {
    ...options.self,
    epoch,
    machine: options.here,
    address: newAddress(options.fileSocket),
    token: randomBytes(32).toString('base64url'),
    since: Date.now(),
  };
  const candidate = options.candidate(record.token);
  let won = false;
  try {
    await candidate.listen(record.address);
    won = options.records.claim(record);
  } finally {
    if (!won) {
      candidate.withdraw();
      sweep(record.address);
    }
  }
  return won ? { role: 'owner', record, candidate } : undefined;
}
