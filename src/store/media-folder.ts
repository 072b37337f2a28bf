import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Media } from '../core/ports/media.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Engine } from './engine/engine.ts';

const hashName = /^[0-9a-f]{64}$/u;

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** The hashes that messages name. */
export async function namedContents(engine: Engine): Promise<Set<string>> {
  const rows = await engine.read(
    `select distinct json_extract(each.value, '$.hash') as hash
     from messages, json_each(iif(json_valid(messages.attachments), messages.attachments, '[]')) as each where messages.attachments is not null`,
  );
  return new Set(rows.map(({ hash }) => String(hash)));
}

/** The contents of a data folder, a file each. What a crash leaves half written has another name and is swept. */
export function mediaFolder(folder: string, engine: Engine, now: () => number): Media {
  const fileOf = (hash: string) => path.join(folder, hash);
  let written = 0;

  async function write(file: string, content: Uint8Array): Promise<void> {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
    written += 1;
    const unfinished = `${file}.${process.pid}-${written}`;
    const handle = await fs.open(unfinished, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(unfinished, file);
  }

  return {
    async keep(content) {
      const hash = createHash('sha256').update(content).digest('hex');
      const file = fileOf(hash);
      try {
        const found = await fs.stat(file).catch(() => undefined);
        const seconds = now() / 1000;
        // Young again: a sweep counts from when it was given last.
        if (found?.size === content.byteLength) await fs.utimes(file, seconds, seconds);
        else await write(file, content);
      } catch (cause) {
        throw new AbaiError(
          'store',
          `The attachment could not be saved in ${folder}: ${(cause as Error).message}. Make room or allow writing there.`,
          { cause },
        );
      }
      return hash;
    },

    async read(hash) {
      if (!hashName.test(hash)) return undefined;
      try {
        return await fs.readFile(fileOf(hash));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw new AbaiError('store', `An attachment could not be read: ${(error as Error).message}.`, {
          cause: error,
        });
      }
    },

    async sweep(before) {
      const names = await fs.readdir(folder).catch(() => []);
      if (names.length === 0) return 0;
      const named = await namedContents(engine);
      let removed = 0;
      for (const name of names) {
        if (named.has(name)) continue;
        const file = path.join(folder, name);
        const stat = await fs.stat(file).catch(() => undefined);
        if (!stat?.isFile() || stat.mtimeMs >= before) continue;
        await fs.rm(file, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}
