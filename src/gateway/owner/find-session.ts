import type { Socket } from 'node:net';
import { join } from 'node:path';
import { protocolVersion as ourProtocolVersion } from '../../protocol/connection.ts';
import type { LinkOptions, LinkTuning } from '../link.ts';
import { sleep } from '../sleep.ts';
import { elect } from './election.ts';
import { endOwner } from './end-owner.ts';
import { HeldFolder } from './folder-identity.ts';
import { relation, thisMachine } from './machine.ts';
import { type Greeted, greetOwner } from './owner-connection.ts';
import { type OwnerRecord, OwnerRecords } from './owner-record.ts';
import { OwnerServer } from './owner-server.ts';
import { OwningSession } from './owning-session.ts';
import { Patience } from './patience.ts';
import { isRunning, processStart } from './process-start.ts';
import type { Session } from './session.ts';
import {
  foreignTrouble,
  newerTrouble,
  type OwnerTrouble,
  type Suspect,
  silentTrouble,
  slowTrouble,
} from './trouble.ts';

/** Milliseconds for which an owner that stepped down leaves the folder to the newer one that asked for it. */
const makeRoomMs = 5000;
/** Milliseconds between two tries of a process that is too old for the owner. */
const outdatedMs = 2000;

const defaults: Required<LinkTuning> = {
  silentMs: 10_000,
  slowMs: 30_000,
  dialMs: 1500,
  guardMs: 1000,
  callerMs: 10_000,
  retryMs: 5000,
  protocolVersion: ourProtocolVersion,
};

/** `undefined` ends the trouble. */
export type TroubleListener = (trouble: OwnerTrouble | undefined, suspect?: Suspect) => void;

/** Finds the owner of a data folder and becomes its client, or becomes the owner. */
export class SessionFinder {
  readonly tuning: Required<LinkTuning>;
  readonly #options: LinkOptions;
  readonly #records: OwnerRecords;
  readonly #here = thisMachine();
  readonly #signal: AbortSignal;
  readonly #onTrouble: TroubleListener;
  /** With the owner, over all tries until this process has joined it. */
  readonly #patience: Patience;
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
    this.#patience = new Patience(this.tuning.silentMs);
  }

  /** Undefined when that did not come to an end this time; rejects when the data cannot be opened. */
  async find(): Promise<Session | undefined> {
    const { log, kind, productVersion, schemaVersion, dataDir } = this.#options;
    const { dialMs, callerMs, protocolVersion } = this.tuning;
    const folder = new HeldFolder(dataDir);
    let owning: OwningSession | undefined;
    let replaced = false;
    try {
      this.#records.prepare();
      this.#started ??= processStart(process.pid);
      const elected = await elect<OwnerServer>({
        records: this.#records,
        here: this.#here,
        folder: folder.identity,
        self: { pid: process.pid, started: await this.#started, kind, productVersion },
        patience: this.#patience,
        dialMs,
        log,
        signal: this.#signal,
        takenOver: () => this.#takenOver,
        onTrouble: this.#onTrouble,
        candidate: (token) =>
          new OwnerServer({
            token,
            folder: () => {
              if (folder.isInPlace()) return folder.identity;
              owning?.end();
              return undefined;
            },
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
        const greeted = await this.#greet(elected.record, elected.socket, folder);
        return await this.#sessionOf(greeted, elected.record);
      }
      owning = await this.#own(elected.record, elected.candidate, folder);
    } finally {
      if (!owning) folder.release();
    }
    if (replaced) owning.end();
    return this.#makingRoom(owning, () => replaced);
  }

  /** This process has joined the owner, or become it. */
  joined(): void {
    this.#patience.renew();
  }

  /** Ends the owner's process if it can; whatever it was, it counts as gone from now on. */
  async takeOver(suspect: Suspect): Promise<void> {
    if ('pid' in suspect) await endOwner(suspect, this.#here);
    this.#takenOver = Math.max(this.#takenOver, suspect.epoch);
    this.#abandon?.();
  }

  /** The owner has been reached: work with it that it alone can end gets so long until people are told. */
  async patiently<T>(record: OwnerRecord, work: Promise<T>): Promise<T> {
    const tell = (): void => this.#onTrouble(slowTrouble(record, this.#options.kind), record);
    const timer = setTimeout(tell, this.tuning.slowMs);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  #own(record: OwnerRecord, server: OwnerServer, folder: HeldFolder): Promise<OwningSession> {
    const { clientId, vault, endpoints, models, languageModels, tools, openBackend, log } = this.#options;
    log.info('This process owns the data folder.', { epoch: record.epoch });
    return OwningSession.open({
      records: this.#records,
      record,
      folder,
      server,
      caller: { clientId, vault, endpoints, ...(models ? { models } : {}), languageModels, tools },
      openBackend,
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

  async #greet(record: OwnerRecord, socket: Socket, folder: HeldFolder): Promise<Greeted> {
    const { clientId, kind, schemaVersion, productVersion, vault, endpoints, models, log } = this.#options;
    const { languageModels, tools } = this.#options;
    const { protocolVersion, silentMs } = this.tuning;
    const abandon = (): void => void socket.destroy();
    this.#abandon = abandon;
    this.#signal.addEventListener('abort', abandon, { once: true });
    try {
      const greeting = greetOwner({
        socket,
        record,
        folder: folder.identity,
        self: { clientId, kind, schemaVersion, productVersion, protocolVersion },
        vault,
        languageModels,
        tools,
        endpoints,
        models,
        silentMs,
        onSilence: (silent) => this.#onTrouble(silent ? silentTrouble(record, kind) : undefined, record),
        log,
      });
      return await this.patiently(record, greeting);
    } finally {
      this.#signal.removeEventListener('abort', abandon);
    }
  }

  async #sessionOf(greeted: Greeted, record: OwnerRecord): Promise<Session | undefined> {
    const lookable = relation(record.machine, this.#here) !== 'other';
    switch (greeted.outcome) {
      case 'welcome': {
        const { client, ended, close } = greeted.connection;
        return { role: 'client', record, client, ended, close: async () => close() };
      }
      case 'outdated':
        this.#onTrouble(newerTrouble(greeted.productVersion, this.#options.kind), record);
        await sleep(outdatedMs, this.#signal);
        return undefined;
      case 'elsewhere':
        // Between two machines only a person knows whether a folder is a copy.
        if (lookable) this.#takenOver = Math.max(this.#takenOver, record.epoch);
        else this.#onTrouble(foreignTrouble(record, this.#options.kind), record);
        await sleep(100, this.#signal);
        return undefined;
      case 'impostor': {
        // The listener is not the owner's, so the owner's is gone; its process may still be on its way out.
        this.#options.log.warn('Another program listens at the address of the data folder.');
        if (lookable && !(await isRunning(record.pid, record.started))) {
          this.#takenOver = Math.max(this.#takenOver, record.epoch);
        }
        return this.#tryAgain(record);
      }
      case 'lost':
        return this.#tryAgain(record);
      case 'stepping-down':
        return undefined;
    }
  }

  async #tryAgain(record: OwnerRecord): Promise<undefined> {
    if (this.#patience.isOver()) this.#onTrouble(silentTrouble(record, this.#options.kind), record);
    await sleep(this.#patience.spentMs < 200 ? 10 : 100, this.#signal);
  }
}
