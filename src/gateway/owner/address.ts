import { randomBytes, randomUUID } from 'node:crypto';
import { lstatSync, rmdirSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:net';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { AbaiError } from '../../protocol/errors.ts';
import { socketFolders } from './socket-folder.ts';

/**
 * Fresh addresses for a listener, best first: a pipe on Windows, else a file in a private folder. Never used twice, so a
 * dead one is dead for ever and nothing stale is unlinked to make room. Linux has abstract sockets that leave nothing on
 * disk, but two versions of Node write their addresses differently and do not find each other there.
 */
function* freshAddresses(): Generator<string> {
  if (process.platform === 'win32') {
    yield `\\\\.\\pipe\\ab-ai-${randomUUID()}`;
    return;
  }
  for (const folder of socketFolders()) yield join(folder, `${randomBytes(9).toString('base64url')}.sock`);
}

/** A kind of address that some version of this product listens at; a record that names any other is not ours. */
export function isOwnersAddress(address: string): boolean {
  if (isAbstract(address)) return address.startsWith('\0ab-ai-');
  if (/^\\\\\.\\pipe\\ab-ai-[\w-]+$/.test(address)) return true;
  return isAbsolute(address) && /^[\w-]+\.sock$/.test(basename(address));
}

/** Older versions listened there on Linux; only processes with their version of Node's library find it. */
export function isAbstract(address: string): boolean {
  return address.startsWith('\0');
}

/** True when the address was a file and something (a temp-folder cleaner) removed it: nobody can connect any more. */
export function isSwept(address: string): boolean {
  if (!isAbsolute(address) || process.platform === 'win32') return false;
  try {
    lstatSync(address);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** Removes what a dead owner's listener left behind. Only for who took its place: nobody else knows that it is dead. */
export function sweep(address: string): void {
  if (!isOwnersAddress(address) || !isAbsolute(address)) return;
  try {
    if (!lstatSync(address).isSocket()) return;
    unlinkSync(address);
  } catch {
    // It was gone already.
  }
  try {
    // A folder that was made for this one socket alone.
    if (/^ab-ai\.\w{6}$/.test(basename(dirname(address)))) rmdirSync(dirname(address));
  } catch {
    // Something else is in it.
  }
}

/** Listens at a fresh address and returns it. Throws AbaiError `unavailable` when there is no place for one. */
export async function listenAtFreshAddress(server: Server): Promise<string> {
  let failure: unknown;
  for (const address of freshAddresses()) {
    try {
      await listen(server, address);
      return address;
    } catch (error) {
      failure = error;
    }
  }
  throw new AbaiError(
    'unavailable',
    'A-B/AI found no folder for its socket. Set XDG_RUNTIME_DIR or TMPDIR to a folder of yours with a short path.',
    { cause: failure },
  );
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve();
    });
  });
}
