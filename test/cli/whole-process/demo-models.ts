import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { demo, useSurroundings } from './surroundings.ts';

export function describeDemoModels(program: readonly string[]): void {
  describe('with the demo models', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);

    it('compares offline and keeps it in the history, newest first', async () => {
      const first = await world.compare(demo, 'What makes a good code review?');
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
      const second = await world.compare('demo:swift', 'And a second one');
      const entries = await world.history();
      assert.deepEqual(
        entries.map(({ id }) => id),
        [second.comparison, first.comparison],
      );
      assert.deepEqual(entries[1]?.models, demo.split(','));
      assert.deepEqual(entries[1]?.statuses, ['complete', 'complete', 'complete']);
    });

    it('prints labelled blocks in the order asked and a table, without colours in a pipe', async () => {
      const { code, out, err } = await world.abai.run([
        'compare',
        '-m',
        'demo:sage,demo:swift',
        'Why tests?',
      ]);
      assert.equal(code, 0, err);
      const sage = out.indexOf('── demo:sage · Sage — Demo (offline, not an AI) ──\n');
      const swift = out.indexOf('\n── demo:swift · Swift — Demo (offline, not an AI) ──\n');
      const table = out.search(/\nModel +Status +First token/u);
      assert.ok(sage === 0 && sage < swift && swift < table, out);
      assert.match(out, /\nTotal +2 of 2 .* free\n$/u);
      assert.equal(out.includes('\u001b'), false);
    });

    it('reads the prompt from standard input', async () => {
      const { answers } = await world.compare('demo:swift', '-', { stdin: 'Same words\n' });
      const same = await world.compare('demo:swift', 'Same words');
      assert.equal(answers[0]?.text, same.answers[0]?.text);
      assert.equal((await world.history())[0]?.name, 'Same words');
    });

    it('takes the data folder as an option too, before and after the command', async () => {
      const dataDir = join(world.abai.home, 'elsewhere');
      const named = { dataDir: false as const };
      await world.abai.run(['--data-dir', dataDir, 'compare', '-m', 'demo:swift', 'x'], named);
      const { value } = await world.abai.json(['history', '--json', '--data-dir', dataDir], named);
      assert.equal(value.length, 1);
      assert.deepEqual(await world.history(), []);
    });
  });
}
