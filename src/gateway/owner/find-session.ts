import type { Socket } from 'node:net';
import { join } from 'node:path';
import { protocolVersion as ourProtocolVersion } from '../../protocol/connection.ts';
import type { LinkOptions, LinkTuning } from '../link.ts';
import { sleep } from '../sleep.ts';
import { isRunning } from './dial.ts';
import { elect } from './election.ts';
import { endOwner } from './end-owner.ts';
import { relation, thisMachine } from './machine.ts';
import { type Greeted, greetOwner } from './owner-connection.ts';
import { type OwnerRecord, OwnerRecords } from './owner-record.ts';
import { OwnerServer } from './owner-server.ts';
import { OwningSession } from './owning-session.ts';
import { processStart } from './process-start.ts';
import type { Session } from './session.ts';
import { newerTrouble, type OwnerTrouble, silentTrouble } from './trouble.ts';

/** Milliseconds for which an owner that stepped down leaves the folder to the newer one that asked for it. */
const makeRoomMs = 5000;
/** Milliseconds between two tries of a process that is too old for the owner. */
const outdatedMs = 2000;

const defaults: Required<LinkTuning> = {
  silentMs: 10_000,
  dialMs: 1500,
  guardMs: 1000,
  callerMs: 10_000,
  retryMs: 5000,
  fileSocket: false,
  protocolVersion: ourProtocolVersion,
};

/** `undefined` ends the trouble. The record is the owner's that it is about. */
export type TroubleListener = (trouble: OwnerTrouble | undefined, record: OwnerRecord | undefined) => void;

/** Finds the owner of a data folder and becomes its client, or becomes the owner. */
export class SessionFinder {
  readonly tuning: Required<LinkTuning>;
  readonly #options: LinkOptions;
  readonly #records: OwnerRecords;
  readonly #here = thisMachine();
  readonly #signal: AbortSignal;
  readonly #onTrouble: TroubleListener;
  /** Owners up to this epoch count as gone. */
  #takenOver = 0;
  /** Lets go of the pipe to the present owner. */
  #abandon: (() => void) | undefined;
  #started: Promise<string | undefined> | undefined;

  constructor(options: LinkOptions, signal: AbortSignal, onTrouble: TroubleListener) {
    this.tuning = { ...defaults, ...options.tuning };
    this.#options = options;
    this.#records = new OwnerRecords(join(options.dataDir, 'owner'), options.log);
    this.#signal = signal;
    this.#onTrouble = onTrouble;
  }

  /** Undefined when that did not come to an end this time; rejects when the data cannot be opened. */
  async find(): Promise<Session | undefined> {
    const { log, kind, productVersion, schemaVersion } = this.#options;
    const { fileSocket, silentMs, dialMs, callerMs, protocolVersion } = this.tuning;
    let owning: OwningSession | undefined;
    let replaced = false;
    this.#started ??= processStart(process.pid);
    const elected = await elect<OwnerServer>({
      records: this.#records,
      here: this.#here,
      self: { pid: process.pid, started: await this.#started, kind, productVersion },
      fileSocket,
      silentMs,
      dialMs,
      log,
      signal: this.#signal,
      takenOver: () => this.#takenOver,
      onTrouble: this.#onTrouble,
      candidate: (token) =>
        new OwnerServer({
          token,
          protocolVersion,
          schemaVersion,
          productVersion,
          log,
          absentMs: callerMs,
          answerMs: callerMs,
          onNewerClient: () => {
            replaced = true;
            owning?.end();
          },
        }),
    });
    if (!elected) return undefined;
    if (elected.role === 'client') {
      return this.#sessionOf(await this.#greet(elected.record, elected.socket), elected.record);
    }
    owning = await this.#own(elected.record, elected.candidate);
    if (replaced) owning.end();
    return this.#makingRoom(owning, () => replaced);
  }

  /** Ends the owner's process if it can; whatever it was, it counts as gone from now on. */
  async takeOver(record: OwnerRecord): Promise<void> {
    await endOwner(record, this.#here);
    this.#takenOver = Math.max(this.#takenOver, record.epoch);
    this.#abandon?.();
  }

  #own(record: OwnerRecord, server: OwnerServer): Promise<OwningSession> {
    const { clientId, vault, endpoints, models, languageModels, tools, openBackend, log } = this.#options;
    log.info('This process owns the data folder.', { epoch: record.epoch });
    return OwningSession.open({
      records: this.#records,
      record,
      server,
      caller: { clientId, vault, endpoints, ...(models ? { models } : {}), languageModels, tools },
      openBackend,
      fileSocket: this.tuning.fileSocket,
      guardMs: this.tuning.guardMs,
      log,
    });
  }

  /** An owner that a newer one replaced lets that one be first. */
  #makingRoom(session: OwningSession, isReplaced: () => boolean): Session {
    return {
      role: 'owner',
      get record() {
        return session.record;
      },
      client: session.client,
      ended: session.ended,
      close: async () => {
        await session.close();
        const until = Date.now() + makeRoomMs;
        while (isReplaced() && Date.now() < until && !this.#signal.aborted) {
          if (this.#records.highest() > session.record.epoch) return;
          await sleep(20, this.#signal);
        }
      },
    };
  }

  async #greet(record: OwnerRecord, socket: Socket): Promise<Greeted> {
    const { clientId, kind, schemaVersion, productVersion, vault, endpoints, models, log } = this.#options;
    const { languageModels, tools } = this.#options;
    const { protocolVersion, silentMs } = this.tuning;
    const abandon = (): void => void socket.destroy();
    this.#abandon = abandon;
    this.#signal.addEventListener('abort', abandon, { once: true });
    try {
      return await greetOwner({
        socket,
        record,
        self: { clientId, kind, schemaVersion, productVersion, protocolVersion },
        vault,
        languageModels,
        tools,
        endpoints,
        models,
        silentMs,
        onSilence: (silent) => this.#onTrouble(silent ? silentTrouble(record) : undefined, record),
        log,
      });
    } finally {
      this.#signal.removeEventListener('abort', abandon);
    }
  }

  async #sessionOf(greeted: Greeted, record: OwnerRecord): Promise<Session | undefined> {
    switch (greeted.outcome) {
      case 'welcome': {
        const { client, ended, close } = greeted.connection;
        return { role: 'client', record, client, ended, close: async () => close() };
      }
      case 'outdated':
        this.#onTrouble(newerTrouble(greeted.productVersion), record);
        await sleep(outdatedMs, this.#signal);
        return undefined;
      case 'impostor': {
        // The listener is not the owner's, so the owner's is gone; its process may still be on its way out.
        this.#options.log.warn('Another program listens at the address of the data folder.');
        const lookable = relation(record.machine, this.#here) !== 'other';
        if (lookable && !(await isRunning(record))) {
          this.#takenOver = Math.max(this.#takenOver, record.epoch);
        }
        await sleep(100, this.#signal);
        return undefined;
      }
      default:
        return undefined;
    }
  }
}
