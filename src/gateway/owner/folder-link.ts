import { randomUUID } from 'node:crypto';
import { AbaiError } from '../../protocol/errors.ts';
import type { MethodName, Params, Result } from '../../protocol/methods.ts';
import { ConnectionLost } from '../connection-lost.ts';
import type { Link, LinkOptions, LinkRole, Owner } from '../link.ts';
import { Listeners } from '../listeners.ts';
import { withRequestId } from '../request-id.ts';
import { sleep } from '../sleep.ts';
import { EventStream } from './event-stream.ts';
import { SessionFinder } from './find-session.ts';
import { folderFailure } from './folder-failure.ts';
import type { OwnerRecord } from './owner-record.ts';
import type { Session } from './session.ts';
import { SessionSlot } from './session-slot.ts';
import type { OwnerTrouble, Suspect } from './trouble.ts';

/** Milliseconds between two tries that nobody asked for, at most. */
const longestRetryMs = 60_000;
/** Milliseconds that taking over may last until the next owner is there. */
const takeOverMs = 10_000;
/** One process's place in a data folder: finds the owner or becomes it, again and again, until closed. */
export class FolderLink implements Link {
  /** Settles when the link is of use, or it is clear why not. */
  readonly opened: Promise<void>;
  readonly #options: LinkOptions;
  readonly #finder: SessionFinder;
  readonly #stream: EventStream;
  readonly #roles: Listeners<LinkRole>;
  readonly #troubles: Listeners<OwnerTrouble | undefined>;
  readonly #stop = new AbortController();
  readonly #slot = new SessionSlot();
  /** How the request ids begin that are made here. */
  readonly #own = `${randomUUID().slice(0, 8)}.`;
  readonly #running: Promise<void>;
  #settleOpened: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #role: LinkRole = 'client';
  #record: OwnerRecord | undefined;
  #trouble: OwnerTrouble | undefined;
  /** The one the trouble is about. */
  #suspect: Suspect | undefined;
  #wake: AbortController | undefined;
  /** In a row. */
  #failures = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#finder = new SessionFinder(options, this.#stop.signal, (trouble, suspect) =>
      this.#setTrouble(trouble, suspect),
    );
    this.#stream = new EventStream(options.log);
    this.#roles = new Listeners(options.log);
    this.#troubles = new Listeners(options.log);
    this.opened = new Promise((resolve, reject) => {
      this.#settleOpened = { resolve, reject };
    });
    this.#running = this.#run();
  }

  get role(): LinkRole {
    return this.#role;
  }

  get ownerSilent(): OwnerTrouble | undefined {
    return this.#trouble;
  }

  onRole = (listener: (role: LinkRole) => void) => this.#roles.add(listener);
  onOwnerSilent = (listener: (trouble: OwnerTrouble | undefined) => void) => this.#troubles.add(listener);
  onEvent: Link['onEvent'] = (listener) => this.#stream.events.add(listener);
  onDelta: Link['onDelta'] = (listener) => this.#stream.deltas.add(listener);
  onReset = (listener: () => void) => this.#stream.resets.add(listener);

  owner(): Owner | undefined {
    const record = this.#slot.current?.record ?? this.#record;
    if (!record) return undefined;
    const { pid, kind, productVersion, epoch, since } = record;
    const here = this.#slot.current?.role === 'owner';
    return { here, pid, kind, productVersion, epoch, since, host: record.machine.host };
  }

  /** Asked again of the next owner when this one goes before it answered, under the same request id. */
  async request<M extends MethodName>(method: M, given: Params<M>, signal?: AbortSignal): Promise<Result<M>> {
    const params = settled(withRequestId(method, given ?? {}, this.#own));
    // Who has begun to wait goes on waiting: a silent owner may wake up, or be replaced.
    if (this.#trouble) throw new AbaiError('unavailable', this.#trouble.message);
    for (;;) {
      const session = await this.#connected(signal);
      try {
        return await session.client.request(method, params, signal);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        this.#slot.empty(session);
      }
    }
  }

  isOwn(requestId: string): boolean {
    return requestId.startsWith(this.#own);
  }

  async takeOver(): Promise<void> {
    const suspect = this.#suspect;
    if (!this.#trouble || !suspect || this.#trouble.reason === 'newer-version') {
      throw new AbaiError('conflict', 'The owner of the data folder answers: there is nothing to take over.');
    }
    const { log } = this.#options;
    log.warn('The data folder is taken over on request.', {
      epoch: suspect.epoch,
      ...('pid' in suspect ? { pid: suspect.pid, host: suspect.machine.host } : {}),
    });
    await this.#finder.takeOver(suspect);
    this.#setTrouble(undefined);
    // Whoever asked wants to go on: with a new owner, or with what is wrong now.
    await this.#slot.wait(AbortSignal.timeout(takeOverMs)).catch(() => {});
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#settleOpened?.reject(closing());
    this.#settleOpened = undefined;
    this.#slot.refuse(closing());
    await this.#running;
  }

  async #run(): Promise<void> {
    const signal = this.#stop.signal;
    while (!signal.aborted) {
      try {
        const session = await this.#finder.find();
        if (session) await this.#stay(session);
      } catch (error) {
        if (signal.aborted) break;
        await this.#failed(error);
      }
    }
  }

  /** Until the session ends or this link is closed. */
  async #stay(session: Session): Promise<void> {
    const signal = this.#stop.signal;
    const end = (): void => void session.close().catch(() => {});
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    try {
      const attached = this.#stream.attach(session.client, () => this.#hello(session));
      await (session.role === 'owner' ? attached : this.#finder.patiently(session.record, attached));
      this.#enter(session);
      await session.ended;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    } finally {
      signal.removeEventListener('abort', end);
      this.#slot.empty();
      this.#record = session.record;
      this.#stream.detach();
      await session.close();
    }
  }

  async #hello(session: Session): Promise<number> {
    const { clientId, kind } = this.#options;
    const { protocolVersion } = this.#finder.tuning;
    const returning = this.#stream.last !== undefined;
    const hello = { protocolVersion, clientId, kind, returning };
    const { seq } = await session.client.request('connection:hello', hello);
    return seq;
  }

  #enter(session: Session): void {
    this.#record = session.record;
    const changed = this.#role !== session.role || this.#settleOpened !== undefined;
    this.#role = session.role;
    this.#failures = 0;
    this.#finder.joined();
    this.#setTrouble(undefined);
    this.#settleOpened?.resolve();
    this.#settleOpened = undefined;
    this.#slot.fill(session);
    if (changed) this.#roles.emit(session.role);
  }

  #setTrouble(trouble: OwnerTrouble | undefined, suspect?: Suspect): void {
    this.#suspect = trouble ? suspect : undefined;
    if (this.#trouble?.message === trouble?.message) return;
    this.#trouble = trouble;
    if (trouble) {
      this.#options.log.warn(trouble.message);
      this.#settleOpened?.resolve();
      this.#settleOpened = undefined;
    }
    this.#troubles.emit(trouble);
  }

  /** This process should run the back end and could not: who waits is told why, and it is tried again. */
  async #failed(error: unknown): Promise<void> {
    const { log, dataDir } = this.#options;
    log.error('The data folder could not be opened.', { error });
    if (this.#settleOpened) {
      this.#settleOpened.reject(folderFailure(error, dataDir));
      this.#settleOpened = undefined;
      this.#stop.abort();
      return;
    }
    this.#slot.refuse(folderFailure(error, dataDir));
    this.#wake = new AbortController();
    const pause = Math.min(this.#finder.tuning.retryMs * 2 ** this.#failures++, longestRetryMs);
    await sleep(pause, AbortSignal.any([this.#stop.signal, this.#wake.signal]));
  }

  async #connected(signal: AbortSignal | undefined): Promise<Session> {
    if (this.#stop.signal.aborted) throw closing();
    this.#wake?.abort();
    return this.#slot.wait(signal);
  }
}

/** As it is now: it may be sent again later, and must be the same then. */
function settled<T>(params: T): T {
  try {
    return JSON.parse(JSON.stringify(params)) as T;
  } catch (error) {
    throw new AbaiError('invalid', 'This request holds something that cannot be sent.', { cause: error });
  }
}

function closing(): AbaiError {
  return new AbaiError('unavailable', 'A-B/AI is closing.');
}
