import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'mocha';
import { closedPort, Output, useSurroundings } from './surroundings.ts';

export function describeOpenAi(program: readonly string[]): void {
  describe('with OpenAI on a loopback server', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);

    it('sends prompt, system and key, and reports usage and exact cost', async () => {
      world.server.next({ text: ['Hel', 'lo'], usage: { input: 1000, output: 200 } });
      const { value, code, err } = await world.abai.json(
        ['compare', '--models', 'openai:gpt-4o', '--system', 'Be brief.', '--json', 'Say hello'],
        world.openai(),
      );
      assert.equal(code, 0, err);
      const [answer] = Output.parse(value).answers;
      assert.equal(answer?.text, 'Hello');
      assert.equal(answer?.usage.inputTokens, 1000);
      assert.equal(answer?.usage.outputTokens, 200);
      assert.equal(answer?.cost.basis, 'exact');
      assert.ok((answer?.cost.usd ?? 0) > 0);
      assert.equal(world.server.requests.length, 1);
      const [request] = world.server.requests;
      assert.equal(request?.headers.authorization, `Bearer ${world.key}`);
      assert.equal(request?.body.model, 'gpt-4o');
      assert.match(JSON.stringify(request?.body), /Be brief\./u);
      assert.match(JSON.stringify(request?.body), /Say hello/u);
    });

    it('tells of a refused key without repeating it, while another model answers', async () => {
      const wrong = randomBytes(16).toString('hex');
      const { code, err, out, answers } = await world.compare(
        'openai:gpt-4o,demo:swift',
        'x',
        world.openai({ env: { OPENAI_API_KEY: wrong } }),
      );
      assert.equal(code, 1);
      assert.equal(answers[0]?.status, 'failed');
      assert.equal(answers[0]?.error?.code, 'auth');
      assert.equal(answers[0]?.error?.retryable, false);
      assert.equal(answers[1]?.status, 'succeeded');
      assert.equal(`${out}${err}`.includes(wrong), false);
    });

    it('tells of a missing key and calls nobody', async () => {
      const { code, answers } = await world.compare(
        'openai:gpt-4o',
        'x',
        world.openai({ env: { OPENAI_API_KEY: '' } }),
      );
      assert.equal(code, 1);
      assert.equal(answers[0]?.error?.code, 'auth');
      assert.match(answers[0]?.error?.message ?? '', /OPENAI_API_KEY|key/u);
      assert.equal(world.server.requests.length, 0);
    });

    it('tells that nobody answers at the address', async () => {
      const url = `http://127.0.0.1:${await closedPort()}/v1`;
      const { code, answers } = await world.compare(
        'openai:gpt-4o',
        'x',
        world.openai({ env: { OPENAI_BASE_URL: url } }),
      );
      assert.equal(code, 1);
      assert.equal(answers[0]?.error?.code, 'unavailable');
      assert.equal(answers[0]?.error?.retryable, true);
    });

    for (const cut of ['clean', 'torn'] as const) {
      it(`keeps the text of a stream that is cut (${cut})`, async () => {
        world.server.next({ text: ['One ', 'two '], cut });
        const { code, answers } = await world.compare('openai:gpt-4o', 'x', world.openai());
        assert.equal(code, 1);
        assert.equal(answers[0]?.status, 'failed');
        assert.equal(answers[0]?.text, 'One two ');
        assert.ok(answers[0]?.error?.message);
      });
    }

    it('lets no escape sequence of an answer through to the terminal', async () => {
      const hostile = 'a\u001b]0;owned\u0007b\u001b[2Jc\rd\u009b31me';
      world.server.next({ text: [hostile] }, { text: [hostile] });
      const { out } = await world.abai.run(['compare', '-m', 'openai:gpt-4o', 'x'], world.openai());
      assert.match(out, /\nabcde\n/u);
      const json = await world.compare('openai:gpt-4o', 'x', world.openai());
      assert.equal(json.answers[0]?.text, hostile);
      assert.equal(json.out.includes('\u001b') || json.out.includes('\u009b'), false);
    });

    it('sends a megabyte from standard input whole', async () => {
      const text = `${'0123456789abcde\n'.repeat(65_536)}end`;
      world.server.next({ text: ['ok'] });
      const { code, err } = await world.compare('openai:gpt-4o', '-', world.openai({ stdin: text }));
      assert.equal(code, 0, err);
      assert.ok(JSON.stringify(world.server.requests[0]?.body).includes(JSON.stringify(text).slice(1, -1)));
    });

    it('never writes a key anywhere', async () => {
      const env = { ABAI_LOG: 'debug', OPENAI_API_KEY: randomBytes(16).toString('hex') };
      const outputs: string[] = [];
      for (const args of [
        ['compare', '--models', 'openai:gpt-4o,demo:swift', '--json', 'x'],
        ['compare', '--models', 'openai:gpt-4o', 'x'],
        ['models'],
      ]) {
        const { out, err } = await world.abai.run(args, world.openai({ env }));
        outputs.push(out, err);
      }
      await world.compare('openai:gpt-4o', 'x', world.openai({ env: { ABAI_LOG: 'debug' } }));
      const files = world.abai.files();
      assert.ok(files.length > 0);
      for (const secret of [world.key, env.OPENAI_API_KEY]) {
        assert.equal(outputs.join('').includes(secret), false, 'printed');
        for (const { path, bytes } of files) assert.equal(bytes.includes(secret), false, path);
      }
    });
  });
}
