import type { Media } from '../core/ports/media.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Engine } from './engine/engine.ts';
import { namedContents } from './media-folder.ts';
import type { OpenFile } from './restore.ts';

/** A table that only backups have: there the contents of the media folder stand in the file, so that it is all of it. */
const table = '_contents';

/** Puts the contents that messages name into a backup of their database. Without any the backup is left alone. */
export async function putContents(
  present: Engine,
  media: Media,
  backup: string,
  openFile: OpenFile,
): Promise<void> {
  const named = await namedContents(present);
  if (named.size === 0) return;
  const { engine, damage } = await openFile(backup);
  try {
    if (damage)
      throw new AbaiError('store', 'The backup could not be read again. Try again, or choose another disk.');
    await engine.commit([{ sql: `create table ${table} (hash text primary key, content blob not null)` }]);
    for (const hash of named) {
      const content = await media.read(hash);
      if (!content) continue;
      await engine.commit([
        { sql: `insert into ${table} (hash, content) values (?, ?)`, parameters: [hash, content] },
      ]);
    }
    await engine.checkpoint();
  } finally {
    await engine.close();
  }
}

/** Keeps the contents that stand in a copy of a backup, and takes them out of the copy. */
export async function takeContents(copy: Engine, media: Media): Promise<void> {
  const [there] = await copy.read('select 1 from sqlite_schema where name = ?', [table]);
  if (!there) return;
  const rows = await copy.read(`select hash from ${table}`);
  for (const { hash } of rows) {
    const [row] = await copy.read(`select content from ${table} where hash = ?`, [hash as string]);
    if (row?.content instanceof Uint8Array) await media.keep(row.content);
  }
  await copy.commit([{ sql: `drop table ${table}` }]);
  await copy.compact();
}
