import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import type { Run } from '../../../src/protocol/runs.ts';
import type { Running } from '../abai-process.ts';
import { until, useSurroundings } from './surroundings.ts';

/** Runs whose process goes away: what they cost, and who goes on with them. */
export function describeInterruptedRuns(program: readonly string[]): void {
  describe('with a run that is interrupted', function () {
    this.timeout(120_000);
    const world = useSurroundings(program);
    // Windows knows no signals between processes: kill() there ends the child at once.
    const unix = process.platform === 'win32' ? it.skip : it;
    let table: string;
    beforeEach(async () => {
      table = join(world.abai.home, 'questions.csv');
      const rows = Array.from({ length: 30 }, (_, at) => `row-${String(at).padStart(2, '0')}-of-table`);
      await writeFile(table, ['question', ...rows].join('\n'));
    });

    const answersTake = (firstByteMs: number, calls = 200) =>
      world.server.next(...Array.from({ length: calls }, () => ({ text: ['4'], firstByteMs })));
    const run = (...more: string[]) => [
      'run',
      table,
      '-p',
      '{{question}}',
      '-m',
      'openai:gpt-4o',
      '--json',
      ...more,
    ];
    /** How often each row was asked. */
    const asked = () => {
      const times = new Map<string, number>();
      for (const { body } of world.server.requests) {
        const [row] = /row-\d\d-of-table/u.exec(JSON.stringify(body)) ?? [];
        if (row) times.set(row, (times.get(row) ?? 0) + 1);
      }
      return times;
    };
    const runs = async () => (await world.abai.json(['runs', '--json'], world.openai())).value as Run[];

    async function killed(): Promise<Run> {
      answersTake(60);
      const running = world.abai.start(run('--concurrency', '2'), world.openai());
      await until(async () => world.server.requests.length >= 6);
      running.child.kill('SIGKILL');
      await running.ended;
      return (await runs())[0]!;
    }

    it('makes no call for commands that look, or that are about something else', async () => {
      const left = await killed();
      const calls = world.server.requests.length;
      assert.deepEqual([left.status, left.pausedBecause], ['paused', 'interrupted']);
      assert.ok(left.cells.succeeded > 0 && left.cells.succeeded < 30);
      const looking: string[][] = [
        ['runs'],
        ['export', left.id, '--format', 'csv'],
        ['history'],
        ['activity'],
        ['models'],
        ['projects'],
        ['storage'],
        ['compare', '-m', 'demo:swift', 'Hi'],
        ['run', table, '-p', '{{question}}', '-m', 'demo:swift', '--limit', '2'],
      ];
      for (const args of looking) {
        const { code, err } = await world.abai.run(args, world.openai());
        assert.equal(code, 0, `${args.join(' ')}: ${err}`);
        assert.doesNotMatch(err, /resumed|continued|could not/u, args.join(' '));
      }
      assert.equal(world.server.requests.length, calls);
      assert.deepEqual((await runs()).find(({ id }) => id === left.id)?.cells, left.cells);
    });

    it('is finished by a word, and no stored answer is asked again', async () => {
      const left = await killed();
      const before = world.server.requests.length;
      const { value, code, err } = await world.abai.json(['resume', left.id, '--json'], world.openai());
      assert.equal(code, 0, err);
      assert.equal((value as { cells: { succeeded: number } }).cells.succeeded, 30);
      assert.equal(world.server.requests.length - before, 30 - left.cells.succeeded);
      assert.equal((await runs())[0]?.status, 'completed');
    });

    it('goes on in the process that started it when the owner of the data dies', async () => {
      // The owner asks something that takes long; the run comes as its client.
      world.server.next({ text: ['slow'], firstByteMs: 60_000 });
      const owner = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'Hold the data.'], world.openai());
      await until(async () => world.server.requests.length === 1);
      answersTake(100);
      const client = world.abai.start(run('--concurrency', '2'), world.openai());
      await until(async () => world.server.requests.length >= 8);
      owner.child.kill('SIGKILL');
      await owner.ended;
      const { code, out, err } = await client.ended;
      assert.equal(code, 0, err);
      assert.equal((JSON.parse(out) as { cells: { succeeded: number } }).cells.succeeded, 30);
      // Those in flight at the kill, and nothing else.
      const twice = [...asked().values()].filter((times) => times > 1);
      assert.ok(twice.length <= 2, `${twice.length} rows were asked again`);
    });

    it('asks no row twice when the owner that it was a client of ends in order', async () => {
      world.server.next({ text: ['soon'], firstByteMs: 3000 });
      const owner = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'Hold the data.'], world.openai());
      await until(async () => world.server.requests.length === 1);
      answersTake(400);
      const client = world.abai.start(run('--concurrency', '2'), world.openai());
      assert.equal((await owner.ended).code, 0);
      const { code, err } = await client.ended;
      assert.equal(code, 0, err);
      assert.deepEqual([asked().size, ...new Set(asked().values())], [30, 1]);
    });

    unix('asks no row twice however often it is paused with Ctrl-C and resumed', async () => {
      answersTake(150);
      let running = world.abai.start(run('--concurrency', '4'), world.openai());
      for (let pauses = 0, seen = 0; pauses < 5; pauses++) {
        await until(async () => world.server.requests.length > seen);
        running.child.kill('SIGINT');
        const { code, err } = await running.ended;
        assert.equal(code, 130, err);
        seen = world.server.requests.length;
        const [left] = await runs();
        assert.deepEqual(
          [left?.status, left?.pausedBecause, left?.cells.succeeded],
          ['paused', 'person', seen],
        );
        running = world.abai.start(['resume', left!.id, '--json'], world.openai());
      }
      assert.equal((await running.ended).code, 0);
      assert.deepEqual([...new Set(asked().values())], [1]);
      assert.equal(world.server.requests.length, 30);
    });

    unix('drops what is under way at a second Ctrl-C, and says how many', async () => {
      answersTake(120_000);
      const running = world.abai.start(run('--concurrency', '3'), world.openai());
      await until(async () => world.server.requests.length === 3);
      running.child.kill('SIGINT');
      await until(async () => /Pausing/u.test(running.printed.err));
      running.child.kill('SIGINT');
      const { code, err, out } = await running.ended;
      assert.equal(code, 130);
      assert.match(err, /3 calls were dropped on the way/u);
      assert.equal((JSON.parse(out) as Run).status, 'paused');
    });

    unix('lets go soon when the system ends it, after its clients were killed', async () => {
      answersTake(120_000);
      const owner = world.abai.start(run('--concurrency', '3'), world.openai());
      await until(async () => world.server.requests.length === 3);
      const clients: Running[] = [];
      for (let at = 0; at < 4; at++) {
        const client = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'Wait.'], world.openai());
        await until(async () => world.server.requests.length === 4 + at);
        clients.push(client);
      }
      for (const client of clients) client.child.kill('SIGKILL');
      await Promise.all(clients.map(({ ended }) => ended));
      const from = performance.now();
      owner.child.kill('SIGTERM');
      const { code, err } = await owner.ended;
      assert.equal(code, 143, err);
      // It gives its calls four seconds. Each client that is gone cost ten more.
      const took = performance.now() - from;
      assert.ok(took < 20_000, `${took} ms`);
    });
  });
}
