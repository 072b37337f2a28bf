import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import Papa from 'papaparse';
import { root } from '../abai-process.ts';
import { until, useSurroundings } from './surroundings.ts';

const sample = join(root, 'data/gsm8k-sample.csv');

export function describeRuns(program: readonly string[]): void {
  describe('with a table', function () {
    this.timeout(90_000);
    const world = useSurroundings(program);
    const start = ['run', sample, '--prompt', 'Solve: {{question}}', '--models', 'openai:gpt-4o,demo:swift'];

    it('asks every model for every row, checks, exports and lists', async () => {
      const out = join(world.abai.home, 'answers.csv');
      const args = [...start, '--limit', '6', '--check', 'number=={{expected}}', '--out', out, '--json'];
      const { value, code, err } = await world.abai.json(args, world.openai());
      assert.equal(code, 0, err);
      const record = value as Record<string, unknown>;
      assert.deepEqual(Object.keys(record), ['run', 'status', 'cells', 'usage', 'cost', 'durationMs']);
      assert.equal(record.status, 'completed');
      assert.deepEqual(record.cells, { total: 12, succeeded: 12, failed: 0, cancelled: 0 });
      const sent = world.server.requests.map((request) => JSON.stringify(request.body));
      assert.equal(sent.length, 6);
      assert.ok(sent.some((body) => body.includes('Janet’s ducks')));

      const { data } = Papa.parse<string[]>(await readFile(out, 'utf8'), { skipEmptyLines: true });
      assert.equal(data.length, 7);
      assert.deepEqual(data[0]!.slice(0, 3), ['question', 'answer', 'expected']);
      const source = Papa.parse<string[]>(await readFile(sample, 'utf8')).data;
      assert.deepEqual(data[3]!.slice(0, 3), source[3]!.slice(0, 3));

      const runs = (await world.abai.json(['runs', '--json'])).value as { id: string; status: string }[];
      assert.deepEqual(
        runs.map(({ id, status }) => [id, status]),
        [[record.run, 'completed']],
      );
      const lines = (await world.abai.run(['export', String(record.run), '--format', 'jsonl'])).out
        .trim()
        .split('\n');
      assert.equal(lines.length, 12);
      const cell = JSON.parse(lines[0]!) as Record<string, unknown>;
      assert.deepEqual(Object.keys(cell), [
        'row',
        'model',
        'prompt',
        'repeat',
        'status',
        'output',
        'usage',
        'cost',
        'timing',
        'checks',
      ]);
      assert.equal(cell.model, 'openai:gpt-4o');
      const table = (await world.abai.run(['export', String(record.run), '--format', 'md'])).out;
      assert.equal(table.trim().split('\n').length, 8);
    });

    it('resumes after the process was killed, and asks no stored answer again', async () => {
      world.server.next(...Array.from({ length: 60 }, () => ({ text: ['4'], firstByteMs: 40 })));
      const running = world.abai.start(
        [...start.slice(0, -1), 'openai:gpt-4o', '--concurrency', '2', '--json'],
        world.openai(),
      );
      await until(async () => world.server.requests.length >= 12);
      running.child.kill('SIGKILL');
      await running.ended;
      const before = world.server.requests.length;
      const [run] = (await world.abai.json(['runs', '--json'])).value as {
        id: string;
        cells: { succeeded: number };
      }[];
      assert.ok(run!.cells.succeeded > 0);
      const { value, code, err } = await world.abai.json(['resume', run!.id, '--json'], world.openai());
      assert.equal(code, 0, err);
      const { cells } = value as { cells: { total: number; succeeded: number } };
      assert.deepEqual([cells.total, cells.succeeded], [50, 50]);
      const asked = world.server.requests.length;
      assert.ok(
        asked - before <= 50 - run!.cells.succeeded,
        `${asked - before} calls for ${50 - run!.cells.succeeded} open cells`,
      );
    });

    it('asks a few rows first and the rest in the same run, and takes what it knows from the cache', async () => {
      const args = [
        'run',
        sample,
        '--prompt',
        '{{question}}',
        '--models',
        'openai:gpt-4o',
        '--cache',
        '--json',
      ];
      const first = (await world.abai.json([...args, '--limit', '5'], world.openai())).value as {
        run: string;
      };
      assert.equal(world.server.requests.length, 5);
      const { value, code, err } = await world.abai.json(
        ['resume', first.run, '--all', '--max-cost', '3', '--json'],
        world.openai(),
      );
      assert.equal(code, 0, err);
      const whole = value as { run: string; cells: { total: number; succeeded: number } };
      assert.deepEqual([whole.run, whole.cells.total, whole.cells.succeeded], [first.run, 50, 50]);
      assert.equal(world.server.requests.length, 50);
      const again = (await world.abai.json(args, world.openai())).value as { cells: object; cost: object };
      assert.deepEqual(again.cells, { total: 50, succeeded: 50, failed: 0, cancelled: 0 });
      assert.deepEqual(again.cost, { usd: 0, basis: 'free' });
      assert.equal(world.server.requests.length, 50, 'a known answer was asked for again');
    });

    it('gives up a model whose key is refused instead of failing every row, and says what to do', async () => {
      const wrongKey = world.openai({ env: { OPENAI_API_KEY: `sk-${'x'.repeat(29)}` } });
      const models = 'openai:gpt-4o,demo:swift';
      const args = ['run', sample, '-p', '{{question}}', '-m', models, '--concurrency', '4'];
      const { code, out } = await world.abai.run(args, wrongKey);
      assert.equal(code, 1);
      assert.match(out, /is paused \(.*was given up, as all of its calls were refused.*resume the run/su);
      assert.match(out, /50 of 100 cells/);
      assert.ok(world.server.requests.length < 16, `${world.server.requests.length} calls`);
      const [run] = (await world.abai.json(['runs', '--json'])).value as { id: string }[];
      const { value } = await world.abai.json(['resume', run!.id, '--json'], world.openai());
      assert.equal((value as { cells: { succeeded: number } }).cells.succeeded, 100);
    });

    it('asks for JSON of a schema, and fails the cells that do not fit', async () => {
      const schema = join(world.abai.home, 'schema.json');
      await writeFile(
        schema,
        '{"type":"object","properties":{"answer":{"type":"number"}},"required":["answer"]}',
      );
      world.server.next({ text: ['{"answer": 18}'] }, { text: ['{"answer": "3"}'] });
      const args = ['run', sample, '-p', '{{question}}', '-m', 'openai:gpt-4o', '--schema', schema];
      const more = [
        '--limit',
        '2',
        '--concurrency',
        '1',
        '--temperature',
        '0',
        '--max-tokens',
        '40',
        '--json',
      ];
      const { value, code } = await world.abai.json([...args, ...more], world.openai());
      assert.equal(code, 1);
      const { run, cells } = value as { run: string; cells: { succeeded: number; failed: number } };
      assert.deepEqual([cells.succeeded, cells.failed], [1, 1]);
      const { body } = world.server.requests[0]!;
      assert.equal(body.text.format.type, 'json_schema');
      assert.deepEqual([body.temperature, body.max_output_tokens], [0, 40]);
      const lines = (await world.abai.run(['export', run, '--format', 'jsonl'])).out.trim().split('\n');
      assert.match(JSON.parse(lines[1]!).error.message, /does not fit the schema/);
    });

    it('refuses wrong use before any call', async () => {
      const wrong: [args: string[], reason: RegExp][] = [
        [
          ['run', sample, '--prompt', '{{qestion}}', '--models', 'openai:gpt-4o'],
          /no column \{\{qestion\}\}/,
        ],
        [['run', sample, '--prompt', 'x', '--models', 'openai:nope'], /no model "openai:nope"/],
        [['run', 'missing.csv', '--prompt', 'x', '--models', 'demo:swift'], /no such file/],
        [['run', sample, '--models', 'demo:swift'], /Give a prompt/],
        [['run', sample, '--prompt', 'x', '--models', 'demo:swift', '--check', 'number'], /cannot be used/],
        [['run', sample, '--prompt', 'x', '--models', 'demo:swift', '--out', 'a.xlsx'], /must end in/],
        [
          ['run', sample, '--prompt', 'x', '--models', 'openai:gpt-4o,demo:swift', '--native'],
          /Batch API not supported.*demo:swift/,
        ],
        [['resume', 'nothing'], /no run with this id/],
        [['export', 'nothing', '--format', 'csv'], /no run with this id/],
      ];
      for (const [args, reason] of wrong) {
        const { code, err } = await world.abai.run(args, world.openai());
        assert.equal(code, 2, `${args.join(' ')}: ${err}`);
        assert.match(err, reason);
      }
      assert.equal(world.server.requests.length, 0);
    });

    it('saves prompts from files and ends with 1 when cells fail', async () => {
      const file = join(world.abai.home, 'prompt.txt');
      await writeFile(file, '[status:400] {{question}}');
      const args = ['run', sample, '--prompt-file', file, '-m', 'openai:gpt-4o', '--limit', '2', '--json'];
      const { value, code } = await world.abai.json(args, world.openai());
      assert.equal(code, 1);
      assert.deepEqual((value as { cells: unknown }).cells, {
        total: 2,
        succeeded: 0,
        failed: 2,
        cancelled: 0,
      });
    });
  });
}
