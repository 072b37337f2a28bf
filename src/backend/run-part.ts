import type { Caller } from '../core/ports/caller.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { PauseCause, RunVariant } from '../protocol/runs.ts';
import type { CellRequests } from './cell-request.ts';
import type { ModelCalls } from './model-calls.ts';
import type { BackendPorts } from './ports.ts';
import type { ResponseKeys } from './response-keys.ts';
import type { RowValues } from './row-values.ts';
import type { RunLedger } from './run-ledger.ts';

/** How a part of a run ended. With a reason something is left to ask, and the run pauses. */
export interface PartEnd {
  reason?: string;
  /** With the reason; without it something went wrong that nobody foresaw. */
  because?: PauseCause;
  /** The other parts are stopped too: they would spend what must not be spent. */
  stopsAll?: boolean;
}

/** What asks some of a run's variants: live calls, or the provider's batch API. No part ends the run by itself. */
export interface RunPart {
  /** Of the present stretch of work: another promise after `reopen`. */
  readonly done: Promise<PartEnd>;
  start(): void;
  /** Begins nothing more, and lets what was sent come back: `done` tells when. `reopen` takes it up again. */
  rest(): void;
  /** Ends what is in flight too; what has come back is in the ledger. Resolves when nothing more comes. */
  stop(): Promise<void>;
  /** Ids of the cells that are asked now, where they are asked one by one. */
  readonly asking?: ReadonlySet<string>;
  /** There are cells to ask again, or more of them; also after `done`. */
  reopen(): void;
}

/** What the parts of one run share. */
export interface PartOptions {
  ports: BackendPorts;
  calls: ModelCalls;
  ledger: RunLedger;
  requests: CellRequests;
  rows: RowValues;
  /** By variant, where answers are kept for the next time. */
  keys: ReadonlyMap<string, ResponseKeys>;
  caller: Caller;
  /** By variant. */
  models: ReadonlyMap<string, ModelDefinition>;
  /** Those that are this part's to ask. */
  variants: readonly RunVariant[];
}
