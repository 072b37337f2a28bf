import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Log } from '../../core/ports/log.ts';
import { sleep } from '../sleep.ts';
import { isAbstract, sweep } from './address.ts';
import { dial } from './dial.ts';
import { type FolderIdentity, isSameFolder } from './folder-identity.ts';
import { type Machine, relation } from './machine.ts';
import { type OwnerRecord, type OwnerRecords, UnreadableRecord } from './owner-record.ts';
import type { Patience } from './patience.ts';
import {
  foreignTrouble,
  type OwnerTrouble,
  type Reader,
  type Suspect,
  silentTrouble,
  unreachableTrouble,
  unreadableTrouble,
} from './trouble.ts';

/** Accepts connections, before it is known whether anybody will be told of it. */
export interface Candidate {
  /** Returns the address. */
  listen(): Promise<string>;
  /** Stops listening and drops whoever connected. */
  withdraw(): void;
}

export interface ElectionOptions<C extends Candidate> {
  records: OwnerRecords;
  here: Machine;
  folder: FolderIdentity;
  self: Pick<OwnerRecord, 'pid' | 'started' | 'productVersion'> & { kind: Reader };
  candidate: (token: string) => C;
  /** Owners up to this epoch count as gone, because a person said so. */
  takenOver: () => number;
  /** Called when the owner cannot be reached, and with undefined when that ends. */
  onTrouble: (trouble: OwnerTrouble | undefined, suspect?: Suspect) => void;
  /** How long the owner has not been reached. */
  patience: Patience;
  dialMs: number;
  log: Log;
  signal: AbortSignal;
}

export type Elected<C extends Candidate> =
  | { role: 'owner'; record: OwnerRecord; candidate: C }
  | { role: 'client'; record: OwnerRecord; socket: Socket };

/** Milliseconds after which a record that cannot be read counts as left by a candidate that died over it. */
const brokenMs = 5000;
/** Milliseconds after which an older owner whose socket this process cannot see is told of: waiting will not help. */
const unreachableMs = 2000;

/**
 * Finds the owner of a data folder or becomes it. The highest record counts; its owner is gone only when nobody listens
 * and its process is gone too. A record that came with a copy of another folder says nothing about this one. A new owner
 * listens first and publishes then, by creating the next record, which only one can. Undefined when the signal was
 * aborted.
 */
export async function elect<C extends Candidate>(
  options: ElectionOptions<C>,
): Promise<Elected<C> | undefined> {
  const { records, signal, patience, onTrouble } = options;
  const reader = options.self.kind;
  let brokenSince: { epoch: number; at: number } | undefined;

  while (!signal.aborted) {
    const epoch = records.highest();
    const record = epoch === 0 ? undefined : readRecord(records, epoch);
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
    if (record instanceof UnreadableRecord && epoch > options.takenOver()) {
      if (patience.isOver()) onTrouble(unreadableTrouble(record, reader), { epoch });
      await sleep(100, signal);
      continue;
    }
    const owner = record === 'broken' || record instanceof UnreadableRecord ? undefined : record;
    const copied = owner !== undefined && isOfAnotherFolder(owner, options);
    if (copied) options.log.info('The data folder is a copy of another one.', { path: owner.folder?.path });

    if (owner && !copied && !owner.released && owner.epoch > options.takenOver()) {
      const dialled = await dial(owner, options.here, options.dialMs);
      if (dialled.state === 'up') {
        // Not yet a sign of life: a suspended process's listener is up too. Its answer will be.
        return { role: 'client', record: owner, socket: dialled.socket };
      }
      if (dialled.state === 'foreign') {
        onTrouble(foreignTrouble(owner, reader), owner);
        await sleep(500, signal);
        continue;
      }
      if (dialled.state === 'busy') {
        const unreachable = isAbstract(owner.address);
        if (patience.isOver(unreachable ? unreachableMs : undefined)) {
          onTrouble((unreachable ? unreachableTrouble : silentTrouble)(owner, reader), owner);
        }
        // It may be on its way out; after a while it is not.
        await sleep(patience.spentMs < 200 ? 10 : 30 + Math.random() * 70, signal);
        continue;
      }
    }
    patience.renew();
    onTrouble(undefined);

    const won = await claim(options, epoch + 1);
    if (won) {
      if (owner && !copied) sweep(owner.address);
      return won;
    }
    await sleep(Math.random() * 20, signal);
  }
  return undefined;
}

function readRecord(
  records: OwnerRecords,
  epoch: number,
): OwnerRecord | 'missing' | 'broken' | UnreadableRecord {
  try {
    return records.read(epoch);
  } catch (error) {
    if (error instanceof UnreadableRecord) return error;
    throw error;
  }
}

/** What another machine calls a folder cannot be compared with what it is called here. */
function isOfAnotherFolder(
  { folder, machine }: OwnerRecord,
  options: Pick<ElectionOptions<Candidate>, 'folder' | 'here'>,
): boolean {
  if (!folder || relation(machine, options.here) === 'other') return false;
  return !isSameFolder(folder, options.folder);
}

async function claim<C extends Candidate>(
  options: ElectionOptions<C>,
  epoch: number,
): Promise<Elected<C> | undefined> {
  const token = randomBytes(32).toString('base64url');
  const candidate = options.candidate(token);
  let won = false;
  try {
    const record: OwnerRecord = {
      ...options.self,
      epoch,
      machine: options.here,
      folder: options.folder,
      address: await candidate.listen(),
      token,
      since: Date.now(),
    };
    won = options.records.claim(record);
    return won ? { role: 'owner', record, candidate } : undefined;
  } finally {
    // Its end removes the socket's file.
    if (!won) candidate.withdraw();
  }
}
