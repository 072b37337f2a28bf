import { hostname } from 'node:os';
import type { Backend } from '../core/ports/backend.ts';
import type { Endpoints } from '../core/ports/endpoints.ts';
import type { Log } from '../core/ports/log.ts';
import type { Vault } from '../core/ports/vault.ts';
import type { Client } from '../protocol/client.ts';
import { createInProcessClient } from './in-process.ts';

export type LinkKind = 'window' | 'cli';
export type LinkRole = 'owner' | 'client';

/** The right to open the database, as the one who opens it may check it. */
export interface Claim {
  /** Grows with each owner of the data folder. */
  readonly epoch: number;
  /** False when another process has claimed the folder since: stop writing at once. */
  stillOwner(): boolean;
}

export interface LinkOptions {
  dataDir: string;
  kind: LinkKind;
  /** Stable over restarts of this window; 8 to 64 characters. */
  clientId: string;
  vault: Vault;
  endpoints: () => Endpoints;
  /** Called when this process becomes the owner; again if it becomes it again. */
  openBackend: (claim: Claim) => Promise<Backend>;
  /** The newest schema this process can open. */
  schemaVersion: number;
  productVersion: string;
  log: Log;
}

/** Who runs the back end. */
export interface Owner {
  /** True when it is this process. */
  here: boolean;
  pid: number;
  host: string;
  kind: LinkKind;
  productVersion: string;
  epoch: number;
  /** Milliseconds since 1970-01-01 UTC. */
  since: number;
}

/** Why the owner cannot be asked, as a person should read it; `takeOver` is the way out. */
export interface OwnerTrouble {
  reason: 'silent' | 'other-machine';
  message: string;
}

/** A client of whichever process owns the data folder, over its changes. */
export interface Link extends Client {
  readonly role: LinkRole;
  onRole(listener: (role: LinkRole) => void): () => void;
  owner(): Owner | undefined;
  /** Set while the owner does not answer. */
  readonly ownerSilent: OwnerTrouble | undefined;
  onOwnerSilent(listener: (trouble: OwnerTrouble | undefined) => void): () => void;
  /** Ends the silent owner's process, or claims the folder from another machine. Only on a person's wish. */
  takeOver(): Promise<void>;
  /** The event log no longer reaches back to what this link saw last: load everything anew. */
  onReset(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Joins the data folder: as its owner when nobody is, else as a client of the owner. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const backend = await options.openBackend({ epoch: 1, stillOwner: () => true });
  const caller = { clientId: options.clientId, vault: options.vault, endpoints: options.endpoints };
  const client = createInProcessClient(backend, caller, options.log);
  const since = Date.now();
  return {
    role: 'owner',
    request: client.request,
    onEvent: client.onEvent,
    onDelta: client.onDelta,
    onRole: () => () => {},
    owner: () => ({
      here: true,
      pid: process.pid,
      host: hostname(),
      kind: options.kind,
      productVersion: options.productVersion,
      epoch: 1,
      since,
    }),
    ownerSilent: undefined,
    onOwnerSilent: () => () => {},
    takeOver: async () => {},
    onReset: () => () => {},
    async close() {
      client.dispose();
      await backend.close();
    },
  };
}
