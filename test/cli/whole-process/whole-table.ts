import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, it } from 'mocha';
import Papa from 'papaparse';
import type { LoopbackServer, Scenario } from '../../providers/servers/loopback.ts';
import { startOpenAiServer } from '../../providers/servers/openai.ts';
import { root } from '../abai-process.ts';
import { until, useSurroundings } from './surroundings.ts';

interface CellRecord {
  row: number;
  model: string;
  status: string;
  output?: string;
}

/** The loopback server's log: the prompts that it was asked, oldest first. */
const promptsOf = (server: LoopbackServer) =>
  server.requests.map(({ body }) => {
    const { input } = body as { input: { content: string | { text: string }[] }[] };
    const content = input.at(-1)!.content;
    return typeof content === 'string' ? content : content.map(({ text }) => text).join('');
  });

export function describeWholeTable(program: readonly string[]): void {
  describe('with a table of 1,319 rows', function () {
    this.timeout(180_000);
    const world = useSurroundings(program);
    let server: LoopbackServer | undefined;
    afterEach(async () => {
      await server?.close();
      server = undefined;
    });

    /** The table's file, its text and its records. */
    async function table(rows = Number.POSITIVE_INFINITY) {
      const text = gunzipSync(await readFile(join(root, 'test/fixtures/gsm8k-test.csv.gz'))).toString('utf8');
      const records = Papa.parse<string[]>(text, { skipEmptyLines: true }).data.slice(0, rows + 1);
      const file = join(world.abai.home, 'gsm8k-test.csv');
      await writeFile(file, rows === Number.POSITIVE_INFINITY ? text : Papa.unparse(records));
      return { file, questions: records.slice(1).map(([question]) => question!), records };
    }

    const start = async (answer: (prompt: string) => Scenario) => {
      server = await startOpenAiServer({ key: world.key, answer: (_request, prompt) => answer(prompt) });
      return { env: { OPENAI_API_KEY: world.key, OPENAI_BASE_URL: server.url } };
    };
    const plain = (prompt: string): Scenario => ({
      text: ['You said: ', prompt],
      usage: { input: 10, output: 5 },
    });
    const cellsOf = async (runId: string): Promise<CellRecord[]> =>
      (await world.abai.run(['export', runId, '--format', 'jsonl'])).out
        .trimEnd()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as CellRecord);

    it('asks each row once, and every character survives into prompts and export', async () => {
      const { file, questions, records } = await table();
      assert.equal(questions.length, 1319);
      const options = await start(plain);
      const out = join(world.abai.home, 'answers.csv');
      const args = [
        'run',
        file,
        '--prompt',
        'Solve:\n{{question}}\n{{answer}}',
        '--models',
        'openai:gpt-4o,demo:swift',
      ];
      const { value, code, err } = await world.abai.json([...args, '--out', out, '--json'], options);
      assert.equal(code, 0, err);
      const record = value as { run: string; cells: object };
      assert.deepEqual(record.cells, { total: 2638, succeeded: 2638, failed: 0, cancelled: 0 });

      const wanted = records.slice(1).map(([question, answer]) => `Solve:\n${question}\n${answer}`);
      assert.deepEqual(promptsOf(server!).sort(), [...wanted].sort());
      const cells = (await cellsOf(record.run)).filter(({ model }) => model === 'openai:gpt-4o');
      assert.deepEqual(
        cells.map(({ row, output }) => [row, output]),
        wanted.map((prompt, row) => [row, `You said: ${prompt}`]),
      );
      const exported = Papa.parse<string[]>(await readFile(out, 'utf8'), { skipEmptyLines: true }).data;
      // A spreadsheet would take what begins like a formula for one: an apostrophe goes before it.
      const neutral = (value: string) =>
        /^[=+\-@\t\r]/u.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
      assert.deepEqual(
        exported.map((line) => line.slice(0, 3)),
        records.map((line) => line.map(neutral)),
      );
    });

    it('answers every row though 5 % of the calls meet a 429 and 2 % a 500', async () => {
      const { file, questions } = await table(200);
      const tries = new Map<string, number>();
      const options = await start((prompt) => {
        const row = questions.indexOf(prompt);
        const before = tries.get(prompt) ?? 0;
        tries.set(prompt, before + 1);
        if (before === 0 && row % 20 === 7) return { status: 429, headers: { 'retry-after-ms': '20' } };
        if (before === 0 && row % 50 === 11) return { status: 500 };
        return plain(prompt);
      });
      const args = ['run', file, '--prompt', '{{question}}', '--models', 'openai:gpt-4o', '--json'];
      const { value, code, err } = await world.abai.json(args, options);
      assert.equal(code, 0, err);
      assert.deepEqual((value as { cells: object }).cells, {
        total: 200,
        succeeded: 200,
        failed: 0,
        cancelled: 0,
      });
      assert.deepEqual(
        questions.map((question) => tries.get(question)),
        questions.map((_question, row) => (row % 20 === 7 || row % 50 === 11 ? 2 : 1)),
      );
    });

    it('asks no answered cell again after its process was killed, twice', async () => {
      const { file, questions } = await table(120);
      const options = await start((prompt) => ({ ...plain(prompt), firstByteMs: 30 }));
      const setup = ['--prompt', '{{question}}', '--models', 'openai:gpt-4o', '--concurrency', '4', '--json'];
      let args = ['run', file, ...setup];
      let runId = '';
      const answered = new Set<string>();
      const inFlightAtMost = 4;
      for (const asked of [30, 70]) {
        const running = world.abai.start(args, options);
        await until(async () => server!.requests.length >= asked);
        running.child.kill('SIGKILL');
        await running.ended;
        const [run] = (await world.abai.json(['runs', '--json'])).value as { id: string }[];
        runId = run!.id;
        // Whoever only looks has no key: the run waits for one, and asks nothing.
        for (const { row, status } of await cellsOf(runId))
          if (status === 'succeeded') answered.add(questions[row]!);
        assert.ok(answered.size > asked / 3, `${answered.size} of ${asked} were stored`);
        const since = server!.requests.length;
        args = ['resume', runId, '--json'];
        if (asked === 30) {
          const next = world.abai.start(args, options);
          await until(async () => server!.requests.length >= since + 20);
          next.child.kill('SIGKILL');
          await next.ended;
        } else {
          const { code, err } = await world.abai.json(args, options);
          assert.equal(code, 0, err);
        }
        const again = promptsOf(server!)
          .slice(since)
          .filter((prompt) => answered.has(prompt));
        assert.deepEqual(again, []);
      }
      const cells = await cellsOf(runId);
      assert.deepEqual(
        cells.map(({ row, status, output }) => [row, status, output]),
        questions.map((question, row) => [row, 'succeeded', `You said: ${question}`]),
      );
      const extra = server!.requests.length - questions.length;
      // Three kills, each with its calls in flight and what the last moments had not saved.
      assert.ok(extra <= 3 * inFlightAtMost * 3, `${extra} calls were repeated`);
    });
  });
}
