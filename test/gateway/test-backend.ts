import type { Log } from '../../src/core/ports/log.ts';
import type { LinkOptions } from '../../src/gateway/link.ts';
import { openFileBackend } from './file-backend.ts';

export type BackendKind = 'file';

/** What the processes of a test run when they are the owner. */
export function testBackend(_kind: BackendKind, dataDir: string, _log: Log): LinkOptions['openBackend'] {
  return async (claim) => openFileBackend(dataDir, claim);
}
