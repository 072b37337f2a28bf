import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../../src/store/migrations/all.ts';
import { missingOrDoubled } from '../../gateway/missing-or-doubled.ts';
import { Fleet, type Worker } from '../../gateway/process-fleet.ts';
import { storedProjects } from '../../gateway/test-backend.ts';
import { otherNode } from '../../harness/node-install.ts';
import { startOpenAiServer } from '../../providers/servers/openai.ts';
import { Abai, type Ended } from '../abai-process.ts';

const rows = 12;

/** As the README has it: a window works on the data folder, and the command line beside it, on another Node. */
export function describeBesideAWindow(program: readonly string[]): void {
  describe('beside a window on another Node', function () {
    this.timeout(180_000);
    let fleet: Fleet;
    let abai: Abai;
    let table = '';

    beforeEach(() => {
      fleet = new Fleet();
      abai = new Abai(program);
      table = join(abai.home, 'table.csv');
      const lines = Array.from({ length: rows }, (_, n) => `What is ${n}?`);
      writeFileSync(table, `question\n${lines.join('\n')}\n`);
    });
    afterEach(async () => {
      await abai.dispose();
      await fleet.dispose();
    });

    const inFolder = () => ({ dataDir: fleet.dataDir });
    const compare = (text: string): Promise<Ended> =>
      abai.run(['compare', '--models', 'demo:swift', '--json', text], inFolder());
    const startRun = () =>
      abai.start(['run', table, '--prompt', '{{question}}', '--models', 'demo:swift'], inFolder());

    async function window(): Promise<Worker> {
      const node = otherNode();
      const worker = fleet.spawn({ backend: 'real', schemaVersion: migrations.length, node });
      await worker.ready();
      worker.say({ type: 'work', lanes: 2 });
      return worker;
    }

    async function assertAllThere(compared: Ended[], ran: Ended, before: string[] = []): Promise<void> {
      for (const { code, err } of [...compared, ran]) assert.equal(code, 0, err);
      const history = await abai.json(['history', '--json'], inFolder());
      assert.deepEqual(
        history.value.map(({ statuses }: { statuses: string[] }) => statuses),
        [...compared.map(() => ['complete']), ...before.map((status) => [status])],
      );
      const [run] = (await abai.json(['runs', '--json'], inFolder())).value;
      const answers = await abai.json(['export', run.id, '--format', 'json'], inFolder());
      assert.equal(answers.value.length, rows);
      await fleet.stop();
      const stored = await storedProjects('real', fleet.dataDir);
      assert.deepEqual(stored.problems, []);
      const acknowledged = fleet.acknowledged();
      assert.ok(acknowledged.length > 0);
      const names = stored.names.filter((name) => name.includes(':'));
      assert.deepEqual(missingOrDoubled(acknowledged, names), { lost: [], doubled: [] });
      assert.deepEqual(
        readdirSync(fleet.dataDir).filter((name) => name.includes('damaged')),
        [],
      );
    }

    it('loses nothing, whoever of them goes: the window was there first', async () => {
      const first = await window();
      assert.equal(first.role, 'owner');
      const run = startRun();
      const compared = await Promise.all([compare('one'), compare('two')]);
      // Whoever takes the window's place opens the data anew, and whoever comes joins that.
      first.child.kill('SIGKILL');
      await window();
      await assertAllThere([...compared, await compare('three')], await run.ended);
    });

    it('loses nothing, whoever of them goes: the command line was there first', async () => {
      const server = await startOpenAiServer({
        key: 'of-this-test',
        answer: () => ({ text: ['first ', ...Array<string>(2000).fill('more ')], gapMs: 50 }),
      });
      try {
        const first = abai.start(['compare', '--models', 'openai:gpt-4o', 'Tell me all.'], {
          ...inFolder(),
          env: { OPENAI_API_KEY: 'of-this-test', OPENAI_BASE_URL: server.url },
        });
        await first.shows('first');
        const joined = await window();
        assert.equal(joined.role, 'client');
        const run = startRun();
        const compared = await Promise.all([compare('one'), compare('two')]);
        first.child.kill('SIGKILL');
        await assertAllThere(compared, await run.ended, ['interrupted']);
      } finally {
        await server.close();
      }
    });
  });
}
