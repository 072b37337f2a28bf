import type { Kysely } from 'kysely';
import type { Prompts, PromptVersion } from '../../core/ports/prompt-store.ts';
import type { Write } from '../../core/ports/store.ts';
import type { SavedPrompt } from '../../protocol/prompts.ts';
import type { Schema } from '../schema.ts';
import { plain, write } from './write.ts';

export function promptsRepository(db: Kysely<Schema>): Prompts {
  /** Each prompt with its newest version. */
  const newest = db
    .selectFrom('prompts')
    .innerJoin('prompt_versions as v', 'v.prompt_id', 'prompts.id')
    .where(({ eb, selectFrom }) =>
      eb(
        'v.version',
        '=',
        selectFrom('prompt_versions as w')
          .select(({ fn }) => fn.max('w.version').as('version'))
          .whereRef('w.prompt_id', '=', 'prompts.id'),
      ),
    )
    .select([
      'prompts.id',
      'prompts.name',
      'prompts.created_at',
      'prompts.last_used',
      'v.version',
      'v.body',
      'v.system',
      'v.hash',
    ]);

  type Row = Awaited<ReturnType<typeof newest.execute>>[number];

  const toPrompt = (row: Row): SavedPrompt => ({
    id: row.id,
    name: row.name,
    text: row.body,
    ...plain('system', row.system),
    version: row.version,
    createdAt: row.created_at,
    lastUsed: row.last_used,
  });

  const insertVersion = (prompt: SavedPrompt, { id, hash }: PromptVersion): Write =>
    write(
      db.insertInto('prompt_versions').values({
        id,
        prompt_id: prompt.id,
        version: prompt.version,
        body: prompt.text,
        system: prompt.system ?? null,
        images: null,
        hash,
        created_at: prompt.lastUsed,
      }),
    );

  return {
    insert: (prompt, version) => [
      write(
        db.insertInto('prompts').values({
          id: prompt.id,
          project_id: null,
          name: prompt.name,
          created_at: prompt.createdAt,
          last_used: prompt.lastUsed,
        }),
      ),
      insertVersion(prompt, version),
    ],
    update: (prompt, version) => [
      write(
        db
          .updateTable('prompts')
          .set({ name: prompt.name, last_used: prompt.lastUsed })
          .where('id', '=', prompt.id),
        1,
      ),
      ...(version ? [insertVersion(prompt, version)] : []),
    ],
    touch: (id, at) => write(db.updateTable('prompts').set({ last_used: at }).where('id', '=', id), 1),
    remove: (id) => [
      {
        sql: `delete from prompt_versions where prompt_id = ?
          and not exists (select 1 from run_variants where prompt_version_id = prompt_versions.id)`,
        parameters: [id],
      },
      write(db.updateTable('prompt_versions').set({ prompt_id: null }).where('prompt_id', '=', id)),
      write(db.deleteFrom('prompts').where('id', '=', id), 1),
    ],
    async get(id) {
      const row = await newest.where('prompts.id', '=', id).executeTakeFirst();
      return row && { prompt: toPrompt(row), hash: row.hash };
    },
    async list() {
      const rows = await newest.orderBy('prompts.last_used', 'desc').orderBy('prompts.id', 'desc').execute();
      return rows.map(toPrompt);
    },
  };
}
