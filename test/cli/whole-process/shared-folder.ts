import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'mocha';
import { useSurroundings } from './surroundings.ts';

export function describeSharedFolder(program: readonly string[]): void {
  describe('beside other processes on the same data folder', function () {
    this.timeout(60_000);
    const world = useSurroundings(program);
    const slow = { text: ['first ', ...Array<string>(600).fill('more ')], gapMs: 50 };

    it('is a client of the one that was there first, with its own key', async () => {
      world.server.next(slow);
      const first = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'one'], world.openai());
      await first.shows('first');
      const other = await world.compare('openai:gpt-4o,demo:swift', 'two', {
        env: { OPENAI_API_KEY: randomBytes(16).toString('hex'), OPENAI_BASE_URL: world.server.url },
      });
      assert.deepEqual(
        other.answers.map(({ status, error }) => [status, error?.code]),
        [
          ['failed', 'auth'],
          ['succeeded', undefined],
        ],
      );
      const [two, one] = await world.history();
      assert.equal(two?.id, other.comparison);
      assert.deepEqual(one?.statuses, ['generating']);
      first.child.kill('SIGINT');
      await first.ended;
    });

    it('ends with what had arrived when the process that ran its answers dies', async () => {
      world.server.next(slow, slow);
      const owner = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'one'], world.openai());
      await owner.shows('first');
      const follower = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'two'], world.openai());
      await follower.shows('first more more more more more more more more more more more');
      owner.child.kill('SIGKILL');
      const { code, out } = await follower.ended;
      assert.equal(code, 1);
      assert.match(out, /first more .*\n✗ Failed: .+/u);
      assert.deepEqual(
        (await world.history()).map(({ statuses }) => statuses[0]),
        ['interrupted', 'interrupted'],
      );
    });
  });
}
