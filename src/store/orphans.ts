import type { Engine } from './engine/engine.ts';

/**
 * After a salvage, rows may be there whose parents were lost. An answer is worth more than a tidy tree: lost projects,
 * comparisons and conversations are made anew under a name that says so, then what still points nowhere is cut loose
 * or, where it means nothing alone, removed. All in one transaction, with foreign keys deferred to its end.
 */
export async function adoptOrphans(engine: Engine, now: number): Promise<void> {
  const name = 'Recovered';
  const anyProject = `coalesce((select id from projects order by last_used desc limit 1), 'recovered')`;
  await engine.commit([
    { sql: 'pragma defer_foreign_keys = on' },
    {
      sql: `insert into projects (id, name, description, settings, created_at, last_used)
        select distinct project_id, ?, '', '{}', ?, ? from
        (select project_id from comparisons union select project_id from conversations
          union select project_id from datasets union select project_id from runs)
        where project_id not in (select id from projects)`,
      parameters: [name, now, now],
    },
    {
      sql: `insert into projects (id, name, description, settings, created_at, last_used)
        select 'recovered', ?, '', '{}', ?, ? where not exists (select 1 from projects)
        and exists (select 1 from messages)`,
      parameters: [name, now, now],
    },
    {
      sql: `insert into conversations (id, project_id, name, created_at, last_used)
        select conversation_id, ${anyProject}, ?, min(timestamp), max(timestamp) from messages
        where conversation_id not in (select id from conversations) group by conversation_id`,
      parameters: [name],
    },
    {
      sql: `insert into comparisons (id, project_id, name, prompt, created_at, last_used)
        select comparison_id, project_id, ?, coalesce((select content from messages
          where conversation_id = thread and role = 'user' order by n limit 1), ''), created_at, last_used
        from (select comparison_id, min(project_id) as project_id, min(id) as thread,
            min(created_at) as created_at, max(last_used) as last_used
          from conversations where comparison_id is not null and comparison_id not in (select id from comparisons)
          group by comparison_id)`,
      parameters: [name],
    },
    {
      sql: `update messages set parent_id = null
        where parent_id is not null and parent_id not in (select id from messages)`,
    },
  ]);
  await removeWhatPointsNowhere(engine);
}

/** Removing a row can orphan its children: repeated until nothing is left, a few times at most. */
async function removeWhatPointsNowhere(engine: Engine): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const broken = await engine.read('pragma foreign_key_check');
    if (!broken.length) return;
    await engine.commit(
      broken.map(({ table, rowid }) => ({
        sql: `delete from "${table}" where rowid = ?`,
        parameters: [Number(rowid)],
      })),
    );
  }
}
