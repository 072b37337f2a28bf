import type { Backend } from '../core/ports/backend.ts';
import type { Endpoints } from '../core/ports/endpoints.ts';
import type { LanguageModels } from '../core/ports/language-models.ts';
import type { Log } from '../core/ports/log.ts';
import type { Tools } from '../core/ports/tools.ts';
import type { Vault } from '../core/ports/vault.ts';
import type { Client } from '../protocol/client.ts';
import { folderFailure } from './owner/folder-failure.ts';
import { FolderLink } from './owner/folder-link.ts';
import type { OwnerRecord } from './owner/owner-record.ts';
import type { OwnerTrouble } from './owner/trouble.ts';

export type { OwnerTrouble } from './owner/trouble.ts';

export type LinkKind = 'window' | 'cli';
export type LinkRole = 'owner' | 'client';

/** The right to open the database, as the one who opens it may check it. */
export interface Claim {
  /** Grows with each owner of the data folder. */
  readonly epoch: number;
  /** Holds the records of all owners, and the token stands in this one's: the database looks there before each write. */
  readonly folder: string;
  readonly token: string;
  /** False when another process has claimed the folder since: stop writing at once. */
  stillOwner(): boolean;
}

/** Times in milliseconds and other screws; the defaults are for people, tests have less patience. */
export interface LinkTuning {
  /** An owner that says nothing for so long is said to be silent. */
  silentMs?: number;
  /** An owner that answers and does not let this process in for so long is said to be slow. */
  slowMs?: number;
  /** A connection that is not accepted within this counts as alive but busy. */
  dialMs?: number;
  /** How often an owner looks whether it still is one and can still be reached. */
  guardMs?: number;
  /** How long an owner's request for a key waits for a window that is gone, and for one that does not answer. */
  callerMs?: number;
  /** Between two tries to open a back end that could not be opened. */
  retryMs?: number;
  protocolVersion?: number;
}

export interface LinkOptions {
  dataDir: string;
  kind: LinkKind;
  /** Stable over restarts of this window; 8 to 64 characters. */
  clientId: string;
  vault: Vault;
  /** A window's own language models. */
  languageModels?: LanguageModels | undefined;
  /** Tools that may run in this window. */
  tools?: Tools | undefined;
  endpoints: () => Endpoints;
  /** Models that this process's settings add or override, as they stand there. */
  models?: (() => readonly unknown[]) | undefined;
  /** Called when this process becomes the owner; again if it becomes it again. */
  openBackend: (claim: Claim) => Promise<Backend>;
  /** The newest schema this process can open. */
  schemaVersion: number;
  productVersion: string;
  log: Log;
  tuning?: LinkTuning;
}

/** Who runs the back end. */
export interface Owner {
  /** True when it is this process. */
  here: boolean;
  pid: number;
  host: string;
  kind: OwnerRecord['kind'];
  productVersion: string;
  epoch: number;
  /** Milliseconds since 1970-01-01 UTC. */
  since: number;
}

/** A client of whichever process owns the data folder, over its changes. */
export interface Link extends Client {
  /** While the owner is being replaced: what it was before. */
  readonly role: LinkRole;
  onRole(listener: (role: LinkRole) => void): () => void;
  /** Undefined before there was one. */
  owner(): Owner | undefined;
  /** Set while the owner cannot be asked; new requests are refused with its sentence meanwhile. */
  readonly ownerSilent: OwnerTrouble | undefined;
  onOwnerSilent(listener: (trouble: OwnerTrouble | undefined) => void): () => void;
  /**
   * Ends the silent owner's process, or claims the folder from another machine. Only on a person's wish, after a
   * warning: what the other was doing is cut off. Throws `conflict` when the owner answers.
   */
  takeOver(): Promise<void>;
  /** The event log no longer reaches back to what this link saw last: load everything anew. */
  onReset(listener: () => void): () => void;
  /** Whether an action with this request id was asked through this link, by who gave it no id of his own. */
  isOwn(requestId: string): boolean;
  /** Closes the database before anybody else can take it. */
  close(): Promise<void>;
}

/**
 * Joins the data folder: as its owner when nobody is, else as a client of the owner. Resolves when it can be asked, or
 * when it is clear why not (`ownerSilent`). Rejects when this process should be the owner and cannot open the data.
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  let link: FolderLink;
  try {
    link = new FolderLink(options);
  } catch (error) {
    throw folderFailure(error, options.dataDir);
  }
  try {
    await link.opened;
    return link;
  } catch (error) {
    await link.close();
    throw error;
  }
}
