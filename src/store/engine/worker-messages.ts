import { AbaiError, toAbaiError } from '../../protocol/errors.ts';
import type { Failure } from '../../protocol/failure.ts';
import type { Batch, Damage, EngineOptions, SalvageReport } from './engine.ts';
import type { FlatResult } from './group-commit.ts';
import type { FlatRows, SqlParameter } from './values.ts';

/** `workerData` of the store's worker. */
export interface WorkerStart {
  path: string;
  options: EngineOptions;
}

/** What can be asked of the worker, with what it answers. */
export interface WorkerCalls {
  read: { arguments: [sql: string, parameters?: readonly SqlParameter[]]; answer: FlatRows };
  commit: { arguments: [batch: Batch]; answer: FlatResult[] };
  snapshotTo: { arguments: [path: string]; answer: undefined };
  backupTo: { arguments: [path: string]; answer: undefined };
  integrityCheck: { arguments: []; answer: string[] };
  salvageFrom: { arguments: [path: string]; answer: SalvageReport };
  checkpoint: { arguments: []; answer: undefined };
  compact: { arguments: []; answer: undefined };
  close: { arguments: []; answer: undefined };
}
export type WorkerMethod = keyof WorkerCalls;

export interface WorkerRequest<M extends WorkerMethod = WorkerMethod> {
  id: number;
  method: M;
  arguments: WorkerCalls[M]['arguments'];
}

/** Errors lose their class on the way; `reason` is the cause's text, for the log alone. */
export interface SentError {
  failure: Failure;
  reason?: string;
}

export interface WorkerAnswer {
  id: number;
  value?: unknown;
  error?: SentError;
}

/** First message of the worker: opened, or why not. */
export interface WorkerReady {
  damage?: Damage | undefined;
  error?: SentError;
}

export function toSentError(thrown: unknown): SentError {
  const error = toAbaiError(thrown);
  const sent: SentError = { failure: error.toFailure() };
  const cause = error.cause;
  if (cause !== undefined)
    sent.reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return sent;
}

export function fromSentError({ failure, reason }: SentError): AbaiError {
  return new AbaiError(failure.code, failure.message, {
    ...failure,
    ...(reason === undefined ? {} : { cause: new Error(reason) }),
  });
}
