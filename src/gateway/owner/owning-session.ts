import { join } from 'node:path';
import type { Backend } from '../../core/ports/backend.ts';
import type { Caller } from '../../core/ports/caller.ts';
import type { Log } from '../../core/ports/log.ts';
import { createInProcessClient } from '../in-process.ts';
import type { Claim } from '../link.ts';
import { isSwept, sweep } from './address.ts';
import type { HeldFolder } from './folder-identity.ts';
import { type OwnerRecord, OwnerRecords } from './owner-record.ts';
import type { OwnerServer } from './owner-server.ts';
import type { Session } from './session.ts';

export interface OwningOptions {
  records: OwnerRecords;
  record: OwnerRecord;
  folder: HeldFolder;
  server: OwnerServer;
  caller: Caller;
  openBackend: (claim: Claim) => Promise<Backend>;
  guardMs: number;
  log: Log;
}

/** Milliseconds that calls in flight have to come back; a window has five seconds to close in all. */
const closeGraceMs = 2500;

/** This process runs the back end, for itself and for those who connect. */
export class OwningSession implements Session {
  readonly role = 'owner';
  readonly client: Session['client'];
  readonly ended: Promise<void>;
  readonly #options: OwningOptions;
  readonly #backend: Backend;
  readonly #local: ReturnType<typeof createInProcessClient>;
  readonly #guard: NodeJS.Timeout;
  #record: OwnerRecord;
  #end: () => void = () => {};
  #closing: Promise<void> | undefined;
  #republishing = false;

  /**
   * Opens the back end. When that fails the claim is given back, so that another process may try. The folder is let go
   * of at the end, whatever it is.
   */
  static async open(options: OwningOptions): Promise<OwningSession> {
    const { records, record, server, folder } = options;
    const claim: Claim = {
      epoch: record.epoch,
      folder: records.folder,
      token: record.token,
      stillOwner: () => folder.isInPlace() && stillOwner(records, record),
    };
    try {
      const backend = await options.openBackend(claim);
      return new OwningSession(options, backend);
    } catch (error) {
      release(options, record);
      server.withdraw();
      folder.release();
      throw error;
    }
  }

  private constructor(options: OwningOptions, backend: Backend) {
    this.#options = options;
    this.#backend = backend;
    this.#record = options.record;
    this.#local = createInProcessClient(backend, options.caller, options.log);
    this.client = this.#local;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#guard = setInterval(() => void this.#look(), options.guardMs);
    this.#guard.unref();
    // Its data was replaced: the next owner, this process or another, opens it anew.
    backend.onRestart(() => this.end());
    options.server.open(backend);
  }

  get record(): OwnerRecord {
    return this.#record;
  }

  /** Requests of this process go to the next owner from now on. */
  end(): void {
    this.#local.dispose();
    this.#end();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { server, folder, log } = this.#options;
    clearInterval(this.#guard);
    this.end();
    server.beginClosing();
    try {
      await this.#backend.close({ graceMs: closeGraceMs });
    } catch (error) {
      log.error('The back end did not close in order.', { error });
    }
    // The database is closed: now another process may see that this one has gone.
    release(this.#options, this.#record);
    server.withdraw();
    sweep(this.#record.address);
    folder.release();
  }

  async #look(): Promise<void> {
    const { records, folder, log } = this.#options;
    if (this.#closing || this.#republishing) return;
    if (!folder.isInPlace()) {
      log.error('The data folder was moved or deleted: this process stops writing.');
      this.end();
      return;
    }
    if (!stillOwner(records, this.#record)) {
      log.error('Another process has taken over the data folder: this one stops writing.');
      this.end();
      return;
    }
    if (!isSwept(this.#record.address)) return;
    this.#republishing = true;
    try {
      const address = await this.#options.server.listen();
      this.#record = { ...this.#record, address };
      records.replace(this.#record);
      log.warn('The socket of the data folder was removed; it has a new one.');
    } catch (error) {
      log.warn('The socket of the data folder could not be made anew.', { error });
    } finally {
      this.#republishing = false;
    }
  }
}

/** False when there is a later owner, or the records are gone. Records that cannot be read prove nothing. */
function stillOwner(records: OwnerRecords, { epoch, token }: OwnerRecord): boolean {
  try {
    if (records.highest() !== epoch) return false;
    const present = records.read(epoch);
    return present === 'broken' || (present !== 'missing' && present.token === token);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function release({ folder, log }: OwningOptions, record: OwnerRecord): void {
  try {
    // Where the folder is now, if it was moved: nobody would take the place of a process that lives.
    const records = new OwnerRecords(join(folder.path, 'owner'), log);
    if (stillOwner(records, record)) records.replace({ ...record, released: true });
  } catch (error) {
    // The listener's end says it too.
    log.warn('The owner record could not be released.', { error });
  }
}
