import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { z } from 'zod';
import { ComparisonSummary } from '../../src/protocol/comparisons.ts';
import { ModelDefinition } from '../../src/protocol/models.ts';
import type { LoopbackServer } from '../providers/servers/loopback.ts';
import { startOpenAiServer } from '../providers/servers/openai.ts';
import { Abai, type RunOptions, root } from './abai-process.ts';

const demo = 'demo:swift,demo:sage,demo:bard';

/** What `compare --json` promises. Strict: a field that is new here must be meant. */
const Output = z.strictObject({
  comparison: z.string().min(1),
  answers: z.array(
    z.strictObject({
      model: z.string().regex(/^[a-z-]+:.+/u),
      status: z.enum(['succeeded', 'failed', 'cancelled']),
      text: z.string(),
      usage: z.object({ inputTokens: z.number().int(), outputTokens: z.number().int() }),
      cost: z.strictObject({
        usd: z.number().nullable(),
        basis: z.enum(['exact', 'estimated', 'unknown', 'free']),
      }),
      timing: z.strictObject({ ttftMs: z.number().nullable(), totalMs: z.number() }),
      error: z.strictObject({ code: z.string(), message: z.string(), retryable: z.boolean() }).optional(),
    }),
  ),
});

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address && typeof address === 'object');
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

/** The command line in processes of its own, against real folders and a server that speaks OpenAI's wire format. */
export function describeCommandLine(title: string, program: readonly string[]): void {
  describe(title, function () {
    this.timeout(60_000);
    const key = randomBytes(16).toString('hex');
    let abai: Abai;
    let server: LoopbackServer;

    beforeEach(async () => {
      abai = new Abai(program);
      server = await startOpenAiServer({ key });
    });
    afterEach(async () => {
      await abai.dispose();
      await server.close();
    });

    const openai = (options: RunOptions = {}): RunOptions => ({
      ...options,
      env: { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.url, ...options.env },
    });
    const compare = async (models: string, prompt: string, options: RunOptions = {}) => {
      const { value, ...ended } = await abai.json(['compare', '--models', models, '--json', prompt], options);
      return { ...ended, ...Output.parse(value) };
    };
    const history = async (options: RunOptions = {}) =>
      z.array(ComparisonSummary).parse((await abai.json(['history', '--json'], options)).value);

    describe('with the demo models', () => {
      it('compares offline and keeps it in the history, newest first', async () => {
        const first = await compare(demo, 'What makes a good code review?');
        assert.equal(first.code, 0, first.err);
        assert.equal(first.err, '');
        assert.deepEqual(
          first.answers.map(({ model, status, cost }) => [model, status, cost.basis]),
          demo.split(',').map((model) => [model, 'succeeded', 'free']),
        );
        for (const { text, usage, timing } of first.answers) {
          assert.ok(text.length > 20);
          assert.ok(usage.outputTokens > 0 && usage.inputTokens > 0);
          assert.ok(timing.ttftMs !== null && timing.ttftMs <= timing.totalMs);
        }
        const second = await compare('demo:swift', 'And a second one');
        const entries = await history();
        assert.deepEqual(
          entries.map(({ id }) => id),
          [second.comparison, first.comparison],
        );
        assert.deepEqual(entries[1]?.models, demo.split(','));
        assert.deepEqual(entries[1]?.statuses, ['complete', 'complete', 'complete']);
      });

      it('gives the same answers each time', async () => {
        const one = await compare('demo:swift', 'Same?');
        const two = await compare('demo:swift', 'Same?');
        assert.equal(one.answers[0]?.text, two.answers[0]?.text);
      });

      it('prints labelled blocks in the order asked and a table, without colours in a pipe', async () => {
        const { code, out, err } = await abai.run(['compare', '-m', 'demo:sage,demo:swift', 'Why tests?']);
        assert.equal(code, 0, err);
        const sage = out.indexOf('── demo:sage · Sage — Demo (offline, not an AI) ──\n');
        const swift = out.indexOf('\n── demo:swift · Swift — Demo (offline, not an AI) ──\n');
        const table = out.search(/\nModel +Status +First token/u);
        assert.ok(sage === 0 && sage < swift && swift < table, out);
        assert.match(out, /\nTotal +2 of 2 .* free\n$/u);
        assert.equal(out.includes('\u001b'), false);
      });

      it('reads the prompt from standard input', async () => {
        const { answers } = await compare('demo:swift', '-', { stdin: 'Same words\n' });
        const same = await compare('demo:swift', 'Same words');
        assert.equal(answers[0]?.text, same.answers[0]?.text);
        assert.equal((await history())[0]?.name, 'Same words');
      });

      it('takes the data folder as an option too, before and after the command', async () => {
        const dataDir = join(abai.home, 'elsewhere');
        const named = { dataDir: false as const };
        await abai.run(['--data-dir', dataDir, 'compare', '-m', 'demo:swift', 'x'], named);
        const { value } = await abai.json(['history', '--json', '--data-dir', dataDir], named);
        assert.equal(value.length, 1);
        assert.deepEqual(await history(), []);
      });
    });

    describe('wrong use', () => {
      it('calls nobody when one of the models is not known', async () => {
        const { code, out, err } = await abai.run(
          ['compare', '--models', 'openai:gpt-4o,openai:gpt-4oo', '--json', 'x'],
          openai(),
        );
        assert.equal(code, 2, err);
        assert.equal(out, '');
        assert.match(err, /openai:gpt-4oo/u);
        assert.match(err, /Did you mean "openai:gpt-4o"/u);
        assert.equal(server.requests.length, 0);
        assert.deepEqual(await history(), []);
      });

      for (const [name, args, stdin] of [
        ['an empty prompt', ['compare', '-m', 'openai:gpt-4o', '']],
        ['an empty standard input', ['compare', '-m', 'openai:gpt-4o', '-'], '\n'],
        ['binary data', ['compare', '-m', 'openai:gpt-4o', '-'], 'a\0b'],
        ['no models', ['compare', 'x']],
        ['an unknown option', ['compare', '-m', 'openai:gpt-4o', '--tempreature', '1', 'x']],
        ['an unknown command', ['compair']],
        ['no command', []],
      ] as [string, string[], string?][]) {
        it(`ends in 2 for ${name}, and opens nothing`, async () => {
          const { code, out, err } = await abai.run(args, openai(stdin === undefined ? {} : { stdin }));
          assert.equal(code, 2);
          assert.equal(out, '');
          assert.ok(err.trim().length > 20, err);
          assert.equal(err.includes('    at '), false, 'a stack trace is no sentence');
          assert.equal(server.requests.length, 0);
          assert.deepEqual(
            abai.files().map(({ path }) => path),
            [],
          );
        });
      }
    });

    describe('with OpenAI on a loopback server', () => {
      it('sends prompt, system and key, and reports usage and exact cost', async () => {
        server.next({ text: ['Hel', 'lo'], usage: { input: 1000, output: 200 } });
        const { value, code, err } = await abai.json(
          ['compare', '--models', 'openai:gpt-4o', '--system', 'Be brief.', '--json', 'Say hello'],
          openai(),
        );
        assert.equal(code, 0, err);
        const [answer] = Output.parse(value).answers;
        assert.equal(answer?.text, 'Hello');
        assert.equal(answer?.usage.inputTokens, 1000);
        assert.equal(answer?.usage.outputTokens, 200);
        assert.equal(answer?.cost.basis, 'exact');
        assert.ok((answer?.cost.usd ?? 0) > 0);
        assert.equal(server.requests.length, 1);
        const [request] = server.requests;
        assert.equal(request?.headers.authorization, `Bearer ${key}`);
        assert.equal(request?.body.model, 'gpt-4o');
        assert.match(JSON.stringify(request?.body), /Be brief\./u);
        assert.match(JSON.stringify(request?.body), /Say hello/u);
      });

      it('tells of a refused key without repeating it, while another model answers', async () => {
        const wrong = randomBytes(16).toString('hex');
        const { code, err, out, answers } = await compare(
          'openai:gpt-4o,demo:swift',
          'x',
          openai({ env: { OPENAI_API_KEY: wrong } }),
        );
        assert.equal(code, 1);
        assert.equal(answers[0]?.status, 'failed');
        assert.equal(answers[0]?.error?.code, 'auth');
        assert.equal(answers[0]?.error?.retryable, false);
        assert.equal(answers[1]?.status, 'succeeded');
        assert.equal(`${out}${err}`.includes(wrong), false);
      });

      it('tells of a missing key and calls nobody', async () => {
        const { code, answers } = await compare(
          'openai:gpt-4o',
          'x',
          openai({ env: { OPENAI_API_KEY: '' } }),
        );
        assert.equal(code, 1);
        assert.equal(answers[0]?.error?.code, 'auth');
        assert.match(answers[0]?.error?.message ?? '', /OPENAI_API_KEY|key/u);
        assert.equal(server.requests.length, 0);
      });

      it('tells that nobody answers at the address', async () => {
        const url = `http://127.0.0.1:${await closedPort()}/v1`;
        const { code, answers } = await compare(
          'openai:gpt-4o',
          'x',
          openai({ env: { OPENAI_BASE_URL: url } }),
        );
        assert.equal(code, 1);
        assert.equal(answers[0]?.error?.code, 'unavailable');
        assert.equal(answers[0]?.error?.retryable, true);
      });

      for (const cut of ['clean', 'torn'] as const) {
        it(`keeps the text of a stream that is cut (${cut})`, async () => {
          server.next({ text: ['One ', 'two '], cut });
          const { code, answers } = await compare('openai:gpt-4o', 'x', openai());
          assert.equal(code, 1);
          assert.equal(answers[0]?.status, 'failed');
          assert.equal(answers[0]?.text, 'One two ');
          assert.ok(answers[0]?.error?.message);
        });
      }

      it('lets no escape sequence of an answer through to the terminal', async () => {
        const hostile = 'a\u001b]0;owned\u0007b\u001b[2Jc\rd\u009b31me';
        server.next({ text: [hostile] }, { text: [hostile] });
        const { out } = await abai.run(['compare', '-m', 'openai:gpt-4o', 'x'], openai());
        assert.match(out, /\nabcde\n/u);
        const json = await compare('openai:gpt-4o', 'x', openai());
        assert.equal(json.answers[0]?.text, hostile);
        assert.equal(json.out.includes('\u001b') || json.out.includes('\u009b'), false);
      });

      it('sends a megabyte from standard input whole', async () => {
        const text = `${'0123456789abcde\n'.repeat(65_536)}end`;
        server.next({ text: ['ok'] });
        const { code, err } = await compare('openai:gpt-4o', '-', openai({ stdin: text }));
        assert.equal(code, 0, err);
        assert.ok(JSON.stringify(server.requests[0]?.body).includes(JSON.stringify(text).slice(1, -1)));
      });

      it('never writes a key anywhere', async () => {
        const env = { ABAI_LOG: 'debug', OPENAI_API_KEY: randomBytes(16).toString('hex') };
        const outputs: string[] = [];
        for (const args of [
          ['compare', '--models', 'openai:gpt-4o,demo:swift', '--json', 'x'],
          ['compare', '--models', 'openai:gpt-4o', 'x'],
          ['models'],
          ['models', '--json'],
          ['history', '--json'],
        ]) {
          const { out, err } = await abai.run(args, openai({ env }));
          outputs.push(out, err);
        }
        await compare('openai:gpt-4o', 'x', openai({ env: { ABAI_LOG: 'debug' } }));
        const files = abai.files();
        assert.ok(files.length > 0);
        for (const secret of [key, env.OPENAI_API_KEY]) {
          assert.equal(outputs.join('').includes(secret), false, 'printed');
          for (const { path, bytes } of files) assert.equal(bytes.includes(secret), false, path);
        }
      });
    });

    describe('beside other processes on the same data folder', () => {
      const slow = { text: ['first ', ...Array<string>(600).fill('more ')], gapMs: 50 };

      it('is a client of the one that was there first, with its own key', async () => {
        server.next(slow);
        const first = abai.start(['compare', '-m', 'openai:gpt-4o', 'one'], openai());
        await first.shows('first');
        const other = await compare('openai:gpt-4o,demo:swift', 'two', {
          env: { OPENAI_API_KEY: randomBytes(16).toString('hex'), OPENAI_BASE_URL: server.url },
        });
        assert.deepEqual(
          other.answers.map(({ status, error }) => [status, error?.code]),
          [
            ['failed', 'auth'],
            ['succeeded', undefined],
          ],
        );
        const [two, one] = await history();
        assert.equal(two?.id, other.comparison);
        assert.deepEqual(one?.statuses, ['generating']);
        first.child.kill('SIGINT');
        await first.ended;
      });

      it('ends with what had arrived when the process that ran its answers dies', async () => {
        server.next(slow, slow);
        const owner = abai.start(['compare', '-m', 'openai:gpt-4o', 'one'], openai());
        await owner.shows('first');
        const follower = abai.start(['compare', '-m', 'openai:gpt-4o', 'two'], openai());
        await follower.shows('first more more more more more more more more more more more');
        owner.child.kill('SIGKILL');
        const { code, out } = await follower.ended;
        assert.equal(code, 1);
        assert.match(out, /first more .*\n✗ Failed: .+/u);
        assert.deepEqual(
          (await history()).map(({ statuses }) => statuses[0]),
          ['interrupted', 'interrupted'],
        );
      });
    });

    describe('without a named data folder', () => {
      const unnamed = (folders: string[]): RunOptions => {
        const config = join(abai.home, 'config');
        mkdirSync(config);
        for (const folder of folders) mkdirSync(folder);
        const registered = { folders: folders.map((path, at) => ({ path, lastUsed: at + 1 })) };
        writeFileSync(join(config, 'data-folders.json'), JSON.stringify(registered));
        return { dataDir: false, env: { ABAI_CONFIG_DIR: config } };
      };

      it('uses the only one that VS Code registered', async () => {
        const folder = join(abai.home, 'registered');
        const options = unnamed([folder]);
        await compare('demo:swift', 'x', options);
        assert.ok(abai.files().some(({ path }) => path.startsWith(join(folder, 'ab-ai.db'))));
        assert.equal((await history({ dataDir: folder })).length, 1);
      });

      it('lists several and asks for one', async () => {
        const folders = [join(abai.home, 'one'), join(abai.home, 'two')];
        const { code, out, err } = await abai.run(['history', '--json'], unnamed(folders));
        assert.equal(code, 2);
        assert.equal(out, '');
        for (const folder of folders) assert.ok(err.includes(folder), err);
        assert.match(err, /--data-dir/u);
      });

      it('makes one in the usual place when there is none', async () => {
        const place = { XDG_DATA_HOME: join(abai.home, 'xdg') };
        await compare('demo:swift', 'x', { dataDir: false, env: place });
        assert.ok(abai.files().some(({ path }) => path.endsWith(join('ab-ai', 'ab-ai.db'))));
      });
    });

    describe('stopped on the way', () => {
      // Windows knows no signals between processes: kill() there ends the child at once.
      const unix = process.platform === 'win32' ? it.skip : it;
      const words = ['first ', 'second ', ...Array<string>(600).fill('more ')];

      unix('saves and prints what was there, and ends in 130', async () => {
        server.next({ text: words, gapMs: 50 });
        const running = abai.start(['compare', '-m', 'openai:gpt-4o', 'x'], openai());
        await running.shows('second');
        running.child.kill('SIGINT');
        const { code, out, err } = await running.ended;
        assert.equal(code, 130, err);
        assert.match(out, /first second .*\n✗ Cancelled/u);
        assert.match(out, /openai:gpt-4o +cancelled/u);
        assert.deepEqual(
          (await history()).map(({ statuses }) => statuses),
          [['cancelled']],
        );
        assert.equal(server.requests[0]?.aborted, true);
      });

      unix('prints the JSON object all the same, with what other models had finished', async () => {
        server.next({ text: words, gapMs: 50 });
        const running = abai.start(['compare', '-m', 'openai:gpt-4o,demo:swift', '--json', 'x'], openai());
        // With --json nothing is printed on the way: the history tells when the demo model is through.
        await until(async () => (await history())[0]?.statuses[1] === 'complete');
        running.child.kill('SIGINT');
        const { code, out } = await running.ended;
        assert.equal(code, 130);
        const { answers } = Output.parse(JSON.parse(out));
        assert.deepEqual(
          answers.map(({ status }) => status),
          ['cancelled', 'succeeded'],
        );
        assert.match(answers[0]?.text ?? '', /^first /u);
      });

      unix('ends at once while it waits for standard input', async () => {
        const { child, ended } = abai.start(['compare', '-m', 'demo:swift', '-'], { stdin: false });
        // Nothing tells from outside when it has begun to read: signals before that end it too, so send until it ends.
        const stop = setInterval(() => child.kill('SIGINT'), 700);
        const { code, signal, err } = await ended;
        clearInterval(stop);
        assert.deepEqual([code ?? signal, err], [130, '']);
      });

      it('is quiet when the reader of its output goes away', async () => {
        server.next({ text: words, gapMs: 20 });
        const running = abai.start(['compare', '-m', 'openai:gpt-4o', 'x'], openai());
        await running.shows('first');
        running.child.stdout?.destroy();
        const { code, err } = await running.ended;
        assert.equal(err.includes('EPIPE'), false, err);
        assert.equal(code, 1);
        assert.equal((await history())[0]?.statuses[0], 'cancelled');
      });
    });

    describe('with data that is not as it should be', () => {
      it('uses the shipped models beside a broken catalogue of the user, and says so', async () => {
        mkdirSync(abai.dataDir, { recursive: true });
        writeFileSync(join(abai.dataDir, 'models.json'), '{ not json');
        const { code, value, err } = await abai.json(['models', '--json']);
        assert.equal(code, 0);
        assert.ok(
          z
            .array(ModelDefinition)
            .parse(value)
            .some(({ id }) => id === 'swift'),
        );
        assert.match(err, /models\.json/u);
      });

      it('sets a file aside that is no database, and says so', async () => {
        await compare('demo:swift', 'x');
        const database = readdirSync(abai.dataDir, { recursive: true, encoding: 'utf8' }).find((file) =>
          file.endsWith('.db'),
        );
        assert.ok(database, 'there is a database');
        const garbage = randomBytes(20_000);
        for (const { path } of abai.files()) {
          if (path.startsWith(join(abai.dataDir, database))) writeFileSync(path, garbage);
        }
        const { code, err } = await abai.run(['history', '--json']);
        assert.equal(code, 0, err);
        assert.ok(err.trim(), 'it said so');
        assert.ok(
          abai.files().some(({ bytes }) => bytes.equals(garbage)),
          'the file was kept',
        );
      });
    });

    it('lists the models as definitions', async () => {
      const { value, code } = await abai.json(['models', '--json']);
      assert.equal(code, 0);
      const models = z.array(ModelDefinition).parse(value);
      const references = models.map(({ provider, id }) => `${provider}:${id}`);
      for (const model of [...demo.split(','), 'openai:gpt-4o', 'openai:gpt-4o-mini']) {
        assert.ok(references.includes(model), model);
      }
    });

    it('loads nothing of the back end to print its version', async () => {
      const loaded = join(abai.home, 'loaded');
      await abai.run(['--version'], { env: { NODE_V8_COVERAGE: loaded } });
      const scripts = readdirSync(loaded)
        .map((file) => readFileSync(join(loaded, file), 'utf8'))
        .join('');
      assert.match(scripts, /cli/u);
      for (const late of [
        /[/\\]src[/\\](backend|store|gateway|providers)[/\\]/u,
        /node_modules[/\\](zod|kysely|openai)/u,
      ]) {
        assert.doesNotMatch(scripts, late);
      }
    });

    it('prints its version', async () => {
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
      const { code, out, err } = await abai.run(['--version']);
      assert.deepEqual([code, out, err], [0, `${version}\n`, '']);
      assert.deepEqual(abai.files(), []);
    });
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 100));
}
