/**
 * Databases as earlier versions wrote them, kept in test/fixtures/store/schema-<n>.db.gz. Run this file once, just before
 * a release whose schema is new: `node --import tsx/esm test/store/schema-fixture.ts`. It never replaces one.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { migrations } from '../../src/store/migrations/all.ts';
import { comparison, message, project, TemporaryStore } from './temporary-store.ts';

const folder = path.resolve(import.meta.dirname, '../fixtures/store');

/** What every fixture holds. */
export const kept = {
  project: project('p'),
  comparison: comparison('k', 'p'),
  question: message('m1', 'k-0', { content: 'Why is the sky blue?' }),
  answer: message('m2', 'k-0', {
    role: 'assistant',
    parentId: 'm1',
    content: 'Rayleigh scattering.',
    provider: 'demo',
    model: 'a',
    cost: 0.5,
    costBasis: 'exact' as const,
    usage: { inputTokens: 1, outputTokens: 2 },
  }),
  setting: ['project:current', 'p'] as const,
};

/** Schema numbers of the fixtures there are. */
export function fixtureVersions(): number[] {
  return fs
    .readdirSync(folder)
    .flatMap((name) => /^schema-(\d+)\.db\.gz$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

export function unpackFixture(version: number, target: string): void {
  fs.writeFileSync(target, gunzipSync(fs.readFileSync(path.join(folder, `schema-${version}.db.gz`))));
}

async function writeFixture(): Promise<string> {
  const at = await TemporaryStore.open();
  const { store } = at;
  const copy = path.join(os.tmpdir(), `abai-schema-${process.pid}.db`);
  try {
    await store.commit({
      writes: [
        store.projects.insert(kept.project),
        ...store.comparisons.insert(kept.comparison),
        store.messages.insert(kept.question),
        store.messages.insert(kept.answer),
        store.settings.set(...kept.setting),
      ],
      events: [{ type: 'project:created', data: { projectId: 'p' } }],
      at: 1,
    });
    await store.backup(copy);
    const target = path.join(folder, `schema-${migrations.length}.db.gz`);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(target, gzipSync(fs.readFileSync(copy), { level: 9 }), { flag: 'wx' });
    return target;
  } finally {
    fs.rmSync(copy, { force: true });
    await at.remove();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await writeFixture());
