import type { Engine } from './engine/engine.ts';

/** JSON columns that may be empty. */
const optional: Readonly<Record<string, readonly string[]>> = {
  comparisons: ['parameters', 'source', 'schema', 'tools'],
  conversations: ['parameters', 'tools'],
  messages: [
    'parameters',
    'usage',
    'citations',
    'tool_calls',
    'tool_results',
    'attachments',
    'warnings',
    'error',
    'waiting',
  ],
  prompt_versions: ['images'],
  run_variants: ['parameters', 'schema'],
  cells: ['parsed', 'usage', 'warnings', 'error'],
  provider_settings: ['headers', 'models'],
};

/** Those that must hold something, and what they hold when they had nothing readable. */
const required: readonly [table: string, column: string, empty: '{}' | '[]'][] = [
  ['projects', 'settings', '{}'],
  ['datasets', 'headers', '[]'],
  ['dataset_rows', 'row_values', '[]'],
  ['graders', 'settings', '{}'],
  ['runs', 'settings', '{}'],
  ['votes', 'models', '[]'],
  ['votes', 'message_ids', '[]'],
  ['profiles', 'options', '{}'],
  ['events', 'data', '{}'],
];

/** Rows that are nothing without their value. */
const bare: readonly [table: string, column: string][] = [
  ['settings', 'value'],
  ['requests', 'answer'],
];

/** Empties what should be JSON and is none, so that no query fails over it. Answers how many values that were. */
export async function emptyUnreadableJson(engine: Engine): Promise<number> {
  let emptied = 0;
  const run = async (sql: string) => {
    emptied += (await engine.commit([{ sql }]))[0]?.changes ?? 0;
  };
  for (const [table, columns] of Object.entries(optional)) {
    const there = await engine.read('select name from pragma_table_info(?)', [table]);
    for (const column of columns.filter((name) => there.some((row) => row.name === name))) {
      await run(
        `update ${table} set ${column} = null where ${column} is not null and not json_valid(${column})`,
      );
    }
  }
  for (const [table, column, empty] of required) {
    const type = empty === '{}' ? 'object' : 'array';
    await run(
      `update ${table} set ${column} = '${empty}' where case when json_valid(${column})
        then json_type(${column}) <> '${type}' else true end`,
    );
  }
  for (const [table, column] of bare) {
    await run(`delete from ${table} where not json_valid(${column})`);
  }
  return emptied;
}
