import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '../../src/gateway/link.ts';
import { protocolVersion } from '../../src/protocol/connection.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Project } from '../../src/protocol/projects.ts';
import { FakeBackend } from './fake-backend.ts';

/** One line of the file: an action that is done, with the event and the answer that belong to it. */
export interface Line {
  key: string;
  epoch: number;
  pid: number;
  project: Project;
}

export function readLines(dataDir: string): Line[] {
  const path = join(dataDir, 'actions.jsonl');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  // What follows the last line end was cut off by a kill, and was never acknowledged.
  return lines.slice(0, -1).flatMap((line) => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}

/** A durable back end in one file, as small as it can be: enough to see what is lost or done twice. */
export function openFileBackend(dataDir: string, claim: Claim, schemaVersion = 1): FakeBackend {
  const lines = readLines(dataDir);
  const done = new Map(lines.map((line) => [line.key, line.project]));
  const file = openSync(join(dataDir, 'actions.jsonl'), 'a');
  writeSync(file, '\n');
  let seq = lines.length;
  const eventOf = (project: Project, number: number): StoredEvent => ({
    seq: number,
    type: 'project:created',
    at: 1,
    data: { project },
  });
  const backend = new FakeBackend({
    'connection:hello': () => ({ protocolVersion, schemaVersion, productVersion: 'test', seq }),
    'connection:ping': () => ({ ok: true }),
    'project:list': () => [...done.values()],
    'project:create': async ({ name, requestId }: { name: string; requestId: string }, caller) => {
      // As with a real store, the event loop turns between two actions.
      await new Promise((resolve) => setImmediate(resolve));
      const key = `${caller.clientId} ${requestId}`;
      const before = done.get(key);
      if (before) return before;
      const project: Project = { id: key, name, description: '', settings: {}, createdAt: 1, lastUsed: 1 };
      const line: Line = { key, epoch: claim.epoch, pid: process.pid, project };
      writeSync(file, `${JSON.stringify(line)}\n`);
      fsyncSync(file);
      done.set(key, project);
      seq++;
      backend.publish(eventOf(project, seq));
      return project;
    },
    'state:sync': ({ since }: { since: number }) => ({
      reset: false,
      seq,
      events: [...done.values()].slice(since).map((project, index) => eventOf(project, since + index + 1)),
    }),
    /** Stands for work that needs a key: tells what it got. */
    'settings:load': async (_params, caller) => {
      const key = await caller.vault.get('openai', 'https://api.openai.com');
      const hints = await caller.vault.hints();
      return {
        providers: {
          openai: {
            apiKey: key ? `got ${key.length}` : 'none',
            endpointUrl: caller.endpoints().openai?.baseUrl,
          },
          hints: { apiKey: JSON.stringify(hints) },
        },
      };
    },
  });
  const close = backend.close.bind(backend);
  backend.close = async () => {
    await close();
    closeSync(file);
  };
  return backend;
}
