import type { World } from './world.ts';
import { end, text, usage } from './world.ts';

/** A row of every table that hangs on a project, beside one comparison that was really made. */
export async function filledProject(world: World): Promise<{ projectId: string; comparisonId: string }> {
  const project = await world.request('project:create', {
    name: 'Émile’s "tests"',
    description: 'two\nlines',
  });
  const projectId = project.id;
  const { comparison } = await world.request('comparison:start', {
    projectId,
    prompt: 'Why is the sky blue? 🙂',
    models: ['one', 'two'],
    system: 'Be brief.',
    parameters: { temperature: 0.5, stop: ['\n'] },
  });
  for (const index of [0, 1]) {
    (await world.call(world.calls.length - 2 + index)).say(text(`Scattering ${index}`), usage(10, 20), end);
  }
  await world.until(async () => (await world.store.messages.generating()).length === 0);
  const conversation = await world.request('conversation:create', { projectId, name: 'Notes' });
  await world.request('messages:add', { conversationId: conversation.id, role: 'user', content: 'A note' });
  const [answer] = await world.store.messages.list(comparison.threads[0]!.conversationId, { limit: 1 });

  const insert = (table: string, row: Record<string, string | number | null>) => ({
    sql: `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
      .map(() => '?')
      .join(', ')})`,
    parameters: Object.values(row),
  });
  const p = projectId.slice(-6);
  await world.store.commit({
    at: 1,
    writes: [
      insert('votes', {
        id: `vote-${p}`,
        comparison_id: comparison.id,
        project_id: projectId,
        verdict: 'winner',
        winner_model: 'openai:one',
        models: '["openai:one","openai:two"]',
        blind: 1,
        prompt: 'x',
        message_ids: JSON.stringify([answer!.id]),
        created_at: 5,
      }),
      // Belongs to no project, and goes along because a run uses it.
      insert('prompts', { id: `prompt-${p}`, project_id: null, name: 'Global', created_at: 1, last_used: 2 }),
      insert('prompt_versions', {
        id: `version-${p}`,
        prompt_id: `prompt-${p}`,
        version: 1,
        body: 'Say {{word}}',
        hash: 'abc',
        created_at: 1,
      }),
      insert('graders', {
        id: `grader-${p}`,
        project_id: projectId,
        type: 'regex',
        name: 'G',
        settings: '{"pattern":"a"}',
        created_at: 1,
      }),
      insert('profiles', {
        id: `profile-${p}`,
        project_id: projectId,
        name: 'P',
        created_at: 1,
        updated_at: 1,
      }),
      insert('datasets', {
        id: `dataset-${p}`,
        project_id: projectId,
        name: 'D',
        checksum: 'c',
        headers: '["word"]',
        row_count: 2,
        created_at: 1,
      }),
      insert('dataset_rows', {
        dataset_id: `dataset-${p}`,
        row_index: 0,
        row_values: '["ja"]',
        checksum: '1',
      }),
      insert('dataset_rows', {
        dataset_id: `dataset-${p}`,
        row_index: 1,
        row_values: '["nein"]',
        checksum: '2',
      }),
      insert('runs', {
        id: `run-${p}`,
        project_id: projectId,
        dataset_id: `dataset-${p}`,
        grader_id: `grader-${p}`,
        name: 'R',
        status: 'completed',
        settings: JSON.stringify({
          prompts: [{ template: 'Say {{word}}' }],
          rows: { taken: 2, all: 2 },
          checks: [],
          graderIds: [],
        }),
        total_cells: 2,
        total_cost: 0.25,
        created_at: 1,
        updated_at: 2,
      }),
      insert('run_variants', {
        id: `variant-${p}`,
        run_id: `run-${p}`,
        position: 0,
        prompt_version_id: `version-${p}`,
        provider: 'openai',
        model: 'one',
        label: 'One',
        parameters: '{"temperature":1}',
      }),
      ...[0, 1].flatMap((row) => [
        insert('cells', {
          id: `cell-${row}-${p}`,
          run_id: `run-${p}`,
          variant_id: `variant-${p}`,
          row_index: row,
          status: row === 0 ? 'succeeded' : 'failed',
          output: `out ${row}`,
          parsed: '{"a":[1,null]}',
          cost: 0.125,
          updated_at: 3,
        }),
        insert('cell_events', { cell_id: `cell-${row}-${p}`, type: 'done', at: 3 }),
        insert('grades', {
          id: `grade-${row}-${p}`,
          cell_id: `cell-${row}-${p}`,
          grader_id: `grader-${p}`,
          verdict: 'pass',
          score: 1,
          created_at: 4,
        }),
      ]),
    ],
  });
  return { projectId, comparisonId: comparison.id };
}

/** What the tables that hang on a project hold of it, without row numbers, by table. */
export async function everyRow(world: World): Promise<Record<string, unknown[]>> {
  const tables = [
    ...['projects', 'prompts', 'prompt_versions', 'graders', 'profiles', 'datasets', 'dataset_rows'],
    ...['comparisons', 'conversations', 'messages', 'votes', 'runs', 'run_variants', 'cells', 'cell_events'],
    ...['grades', 'activity'],
  ];
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const rows = await world.engine.read(`select * from ${table}`);
    all[table] = rows.map(({ n: _n, ...row }) => row).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  }
  return all;
}
