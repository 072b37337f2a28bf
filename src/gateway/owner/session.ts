import type { Client } from '../../protocol/client.ts';
import type { LinkRole } from '../link.ts';
import type { OwnerRecord } from './owner-record.ts';

/** One stretch of being connected: in this process as the owner, or over a pipe. */
export interface Session {
  readonly role: LinkRole;
  readonly record: OwnerRecord;
  readonly client: Client;
  /** Resolves when requests can no longer be asked here; those that waited were rejected with ConnectionLost. */
  readonly ended: Promise<void>;
  /** Ends it, whole and in order; resolves when nothing of it is left. */
  close(): Promise<void>;
}
