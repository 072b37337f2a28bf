import type { PauseCause } from '../protocol/runs.ts';
import type { Batch, Engine } from './engine/engine.ts';

const reason = 'This run was going on when the backup was made. Nothing of it goes on until you continue it.';

/**
 * Brings everything in a database to rest, so that whoever opens it spends nothing and runs nothing: runs are paused,
 * nothing is allowed for the future, no tool is approved. What an owner leaves behind that dies is told by the back end
 * when it opens, as answers in mid-stream.
 */
export async function standStill(engine: Engine, at: number): Promise<void> {
  const cause = { pausedBecause: 'person' satisfies PauseCause, waitsForKey: null };
  const batch: Batch = [
    {
      sql: `update runs set status = 'paused', error = ?, settings = json_patch(settings, ?), updated_at = ?
        where status not in ('paused', 'completed', 'cancelled') and json_valid(settings)`,
      parameters: [reason, JSON.stringify(cause), at],
    },
    {
      sql: `update runs set settings = json_remove(settings, '$.rechecking', '$.recheck')
        where settings like '%"recheck%' and json_valid(settings)`,
    },
    // Also where the settings cannot be read.
    { sql: `update runs set status = 'paused' where status = 'running'` },
    // What was agreed to before the backup was made is no word on what happens after it.
    { sql: `update runs set consent = 'none', started_by = null` },
    {
      sql: `update runs set settings = json_patch(settings, ?)
        where settings like '%"interrupted"%' and json_valid(settings) and settings ->> '$.pausedBecause' = 'interrupted'`,
      parameters: [JSON.stringify(cause)],
    },
    {
      sql: `update conversations set tools = json_set(tools, '$.approved', json('[]'))
        where json_valid(tools) and json_array_length(tools, '$.approved') > 0`,
    },
    {
      sql: `update messages set tool_results = (select json_group_array(json(value)) from json_each(tool_results)
          where value ->> 'outcome' <> 'approved')
        where status = 'awaiting_tool_approval' and tool_results like '%"approved"%' and json_valid(tool_results)`,
    },
  ];
  await engine.commit(batch);
}
