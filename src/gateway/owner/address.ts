import { randomUUID } from 'node:crypto';
import { existsSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A fresh address for a listener. Never used twice, so a dead one is dead for ever and nothing stale is unlinked to
 * make room. Linux has abstract sockets that leave nothing on disk; `fileSocket` asks for a file there too.
 */
export function newAddress(fileSocket: boolean): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\ab-ai-${randomUUID()}`;
  if (process.platform === 'linux' && !fileSocket) return `\0ab-ai-${randomUUID()}`;
  // Short: a socket's path may have about a hundred bytes.
  return join(tmpdir(), `ab-ai-${randomUUID().slice(0, 18)}.sock`);
}

function isFile(address: string): boolean {
  return process.platform !== 'win32' && address.startsWith('/');
}

/** True when the address was a file and something (a temp-folder cleaner) removed it: nobody can connect any more. */
export function isSwept(address: string): boolean {
  return isFile(address) && !existsSync(address);
}

/** Removes what a dead owner's listener left behind. */
export function sweep(address: string): void {
  if (!isFile(address)) return;
  try {
    unlinkSync(address);
  } catch {
    // It was gone already.
  }
}

export function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve();
    });
  });
}
