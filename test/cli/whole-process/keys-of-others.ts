import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { LoopbackServer } from '../../providers/servers/loopback.ts';
import { startOpenAiServer } from '../../providers/servers/openai.ts';
import { until, useSurroundings } from './surroundings.ts';

export function describeKeysOfOthers(program: readonly string[]): void {
  describe('in terminals with keys for different addresses', function () {
    this.timeout(120_000);
    const world = useSurroundings(program);
    const endless = { text: ['first ', ...Array<string>(2000).fill('more ')], gapMs: 50 };
    const sentTo = (server: LoopbackServer) => [
      ...new Set(server.requests.map(({ headers }) => headers.authorization)),
    ];

    it('sends nobody’s key to another’s gateway when the terminal that asked dies', async () => {
      const ownKey = randomBytes(16).toString('hex');
      const other = await startOpenAiServer({ key: ownKey });
      try {
        // The owner, with a key and an address of its own; it goes on when the others are gone.
        other.next(endless);
        const owner = world.abai.start(['compare', '-m', 'openai:gpt-4o', 'one'], {
          env: { OPENAI_API_KEY: ownKey, OPENAI_BASE_URL: other.url },
        });
        await owner.shows('first');

        // The terminal whose gateway could be given a key that is not meant for it.
        const table = join(world.abai.home, 'table.csv');
        writeFileSync(table, `question\n${'Again?\n'.repeat(40)}`);
        world.server.next(...Array.from({ length: 40 }, () => ({ text: ['yes'], firstByteMs: 600 })));
        const args = ['run', table, '--prompt', '{{question}}', '--models', 'openai:gpt-4o'];
        const asking = world.abai.start([...args, '--concurrency', '1'], world.openai());
        await until(async () => world.server.requests.length >= 2);

        // A third one, whose key is for the vendor itself: it has no base URL.
        const vendorKey = `sk-${randomBytes(16).toString('hex')}`;
        const env = { OPENAI_API_KEY: vendorKey };
        const slow = [
          'run',
          table,
          '--prompt',
          '{{question}}',
          '--models',
          'demo:bard',
          '--concurrency',
          '1',
        ];
        const third = world.abai.start(slow, { env });
        const runs = async () =>
          (await world.abai.json(['runs', '--json'], { env })).value as {
            id: string;
            status: string;
            waitsForKey?: string;
            variants: { model: string }[];
          }[];
        const left = async () =>
          (await runs()).find(({ variants }) => variants[0]?.model.startsWith('openai'))!;
        await until(async () => (await runs()).length === 2);
        asking.child.kill('SIGKILL');
        await asking.ended;

        // It stands still, and says so to whoever looks.
        await until(async () => {
          const { status, waitsForKey } = await left();
          return status !== 'running' || waitsForKey !== undefined;
        });
        const run = await left();
        const asked = world.server.requests.length;
        assert.ok(asked < 40, `${asked} of 40 rows were asked for by nobody`);
        assert.deepEqual(sentTo(world.server), [`Bearer ${world.key}`]);
        assert.deepEqual(sentTo(other), [`Bearer ${ownKey}`]);

        // Whoever takes the run over does so with a key and an address of their own.
        const { value, err } = await world.abai.json(['resume', run.id, '--json'], {
          env: { OPENAI_API_KEY: ownKey, OPENAI_BASE_URL: other.url },
        });
        assert.equal((value as { cells: { succeeded: number } }).cells.succeeded, 40, err);
        assert.deepEqual(sentTo(world.server), [`Bearer ${world.key}`]);
        assert.deepEqual(sentTo(other), [`Bearer ${ownKey}`]);
        third.child.kill('SIGKILL');
        owner.child.kill('SIGKILL');
        await Promise.all([third.ended, owner.ended]);
      } finally {
        await other.close();
      }
    });
  });
}
