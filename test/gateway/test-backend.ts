import { fileURLToPath } from 'node:url';
import type { Log } from '../../src/core/ports/log.ts';
import type { LinkOptions } from '../../src/gateway/link.ts';
import { FakeLog } from './fake-backend.ts';
import { openFileBackend, readLines } from './file-backend.ts';

/** `file`: the smallest durable one, quick to open. `real`: the product's, on its database; loaded when it is used. */
export type BackendKind = 'file' | 'real';

const productRoot = fileURLToPath(new URL('../..', import.meta.url));

/** What the processes of a test run when they are the owner. */
export function testBackend(kind: BackendKind, dataDir: string, log: Log): LinkOptions['openBackend'] {
  if (kind === 'file') return async (claim) => openFileBackend(dataDir, claim);
  return async (owner) => {
    const { openBackend } = await import('../../src/runtime/open-backend.ts');
    return openBackend({ owner, productRoot, dataDir, productVersion: 'test', log });
  };
}

/** Names of the projects that a data folder holds, once all its processes are gone; and what is wrong with it. */
export async function storedProjects(
  kind: BackendKind,
  dataDir: string,
): Promise<{ names: string[]; problems: string[] }> {
  if (kind === 'file') {
    const lines = readLines(dataDir);
    // One writer at a time: no owner wrote after a later one had begun.
    const usurped = lines.some((line, index) => line.epoch < (lines[index - 1]?.epoch ?? 0));
    return { names: lines.map((line) => line.project.name), problems: usurped ? ['two owners at once'] : [] };
  }
  const { openStore } = await import('../../src/store/open-store.ts');
  const store = await openStore({ dataDir, productRoot, log: new FakeLog(), now: Date.now });
  try {
    const projects = await store.projects.list();
    return { names: projects.map((project) => project.name), problems: await store.checkIntegrity() };
  } finally {
    await store.close();
  }
}
