import type { Caller } from '../core/ports/caller.ts';
import type { Write } from '../core/ports/store.ts';
import type { NewEvent } from '../protocol/events.ts';
import type { MethodName, ParsedParams, Result } from '../protocol/methods.ts';

/** What a handler has beside its params. */
export interface Context {
  readonly caller: Caller;
  /** Aborted when the caller takes the request back. */
  readonly signal: AbortSignal;
  /**
   * One state transition: writes, events and the request's answer in one transaction, then the events published. The
   * answer is what `resume` gets when the same request comes again; keep it small.
   */
  commit(change: {
    writes: readonly Write[];
    events?: readonly NewEvent[];
    /** The same events with what only the store knows after the writes: this is what listeners are told. */
    asStored?: () => Promise<readonly NewEvent[]>;
    answer?: unknown;
  }): Promise<void>;
}

export type Handler<M extends MethodName> = (params: ParsedParams<M>, context: Context) => Promise<Result<M>>;

export type Handlers<M extends MethodName = MethodName> = { [K in M]: Handler<K> };

/** Turns the stored answer of an action into its result; without one the stored answer is the result. */
export type Resume<M extends MethodName> = (answer: never, context: Context) => Promise<Result<M>>;
export type Resumes = { [K in MethodName]?: Resume<K> };
