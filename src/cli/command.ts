import type { Readable } from 'node:stream';
import type { Client } from '../protocol/client.ts';
import type { DataRepair } from '../runtime/data-repair.ts';
import type { Interruption } from './interruption.ts';
import type { Terminal } from './terminal.ts';

export interface OwnerAccess {
  /** Why it cannot be asked, as a sentence; undefined while it can. */
  trouble(): string | undefined;
  /** Ends it and takes its place. Throws `conflict` while it can be asked. */
  takeOver(): Promise<void>;
}

/** A connection to the back end, which runs in this process or in another one. */
export interface Connection {
  readonly client: Client;
  /** Calls back when events may have been missed, for example because another process has taken over. */
  onReconnected(listener: () => void): () => void;
  /** Whoever runs the back end. */
  readonly owner: OwnerAccess;
  /** The environment variable that holds a provider's key. */
  keyVariable(provider: string): string | undefined;
  close(): Promise<void>;
}

export interface StandardInput extends Readable {
  isTTY?: boolean;
}

/** What every command gets. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly stdin: StandardInput;
  readonly interruption: Interruption;
  /** Opens the data folder: the one named, else the one of ABAI_DATA_DIR, else the one that is registered. */
  connect(dataDir: string | undefined): Promise<Connection>;
  /** What can be done for the same folder when it cannot be opened. */
  repair(dataDir: string | undefined): Promise<DataRepair>;
}

/** Runs with the command's own arguments and returns the exit code. */
export type Command = (args: readonly string[], context: CommandContext) => Promise<number>;

/** 0 all well, 1 something failed, 2 wrong use. Signals end in 128 plus their number. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;
