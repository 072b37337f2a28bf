import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Store, Write } from '../../src/core/ports/store.ts';
import type { Comparison } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { Project } from '../../src/protocol/projects.ts';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { openOrSetAside } from '../../src/store/engine/open-or-set-aside.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/all.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';

/** The real store on a real file in a folder of its own, in this thread. */
export class TemporaryStore {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-store-'));
  readonly file = path.join(this.folder, 'ab-ai.db');
  store!: Store;
  engine!: LocalEngine;

  static async open(): Promise<TemporaryStore> {
    const temporary = new TemporaryStore();
    await temporary.reopen();
    return temporary;
  }

  async reopen(): Promise<void> {
    if (this.engine) await this.engine.close();
    this.engine = await LocalEngine.open(this.file);
    this.store = sqliteStore({
      engine: this.engine,
      databasePath: this.file,
      schemaVersion: await migrate(this.engine, migrations, () => 1),
      notices: [],
      openFile: openOrSetAside,
      now: () => 1,
    });
  }

  /** Commits writes alone. */
  async write(...writes: Write[]): Promise<void> {
    await this.store.commit({ writes, at: 1 });
  }

  async remove(): Promise<void> {
    await this.store.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export function project(id: string, lastUsed = 1): Project {
  return { id, name: `Project ${id}`, description: '', settings: {}, createdAt: 1, lastUsed };
}

/** With one thread for each model, in conversations `<id>-<n>`. */
export function comparison(
  id: string,
  projectId: string,
  createdAt = 1,
  models = ['demo:a', 'demo:b'],
): Comparison {
  return {
    id,
    projectId,
    name: `Comparison ${id}`,
    prompt: `prompt of ${id}`,
    threads: models.map((model, n) => ({
      conversationId: `${id}-${n}`,
      model,
      modelName: model.toUpperCase(),
    })),
    createdAt,
    lastUsed: createdAt,
  };
}

export function message(id: string, conversationId: string, rest: Partial<Message> = {}): Message {
  return {
    id,
    conversationId,
    parentId: null,
    role: 'user',
    content: `content of ${id}`,
    status: 'complete',
    timestamp: 1,
    ...rest,
  };
}
