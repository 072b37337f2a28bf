import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'mocha';
import { Output, until, useSurroundings } from './surroundings.ts';

export function describeStopping(program: readonly string[]): void {
  describe('stopped on the way', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);
    // Windows knows no signals between processes: kill() there ends the child at once.
    const unix = process.platform === 'win32' ? it.skip : it;
    const words = ['first ', 'second ', ...Array<string>(600).fill('more ')];

    unix('saves and prints what was there, and ends in 130', async () => {
      world.server.next({ text: words, gapMs: 50 });
      const running = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'x'], world.openai());
      await running.shows('second');
      running.child.kill('SIGINT');
      const { code, out, err } = await running.ended;
      assert.equal(code, 130, err);
      assert.match(out, /first second .*\n✗ Cancelled/u);
      assert.match(out, /openai:gpt-4o +cancelled/u);
      assert.deepEqual(
        (await world.history()).map(({ statuses }) => statuses),
        [['cancelled']],
      );
      assert.equal(world.server.requests[0]?.aborted, true);
    });

    unix('prints the JSON object all the same, with what other models had finished', async () => {
      world.server.next({ text: words, gapMs: 50 });
      const running = world.abai.start(
        ['compare', '-m', 'openai:gpt-4o,demo:swift', '--json', 'x'],
        world.openai(),
      );
      // With --json nothing is printed on the way: the history tells when the demo model is through.
      await until(async () => (await world.history())[0]?.statuses[1] === 'complete');
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
      const { child, ended } = world.abai.start(['compare', '-m', 'demo:swift', '-'], { stdin: false });
      // More than a pipe holds: when it has drained, the command is reading.
      child.stdin?.write('word '.repeat(400_000));
      await once(child.stdin ?? child, 'drain');
      child.kill('SIGINT');
      const { code, out, err } = await ended;
      assert.deepEqual([code, out, err], [130, '', '']);
    });

    it('is quiet when the reader of its output goes away', async () => {
      world.server.next({ text: words, gapMs: 20 });
      const running = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'x'], world.openai());
      await running.shows('first');
      running.child.stdout?.destroy();
      const { code, err } = await running.ended;
      assert.equal(err.includes('EPIPE'), false, err);
      assert.equal(code, 1);
      assert.equal((await world.history())[0]?.statuses[0], 'cancelled');
    });
  });
}
