import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { batchVendors } from '../../backend/native-world.ts';
import { newKey } from '../../providers/contract.ts';
import type { BatchOptions } from '../../providers/servers/batch-fates.ts';
import type { LoopbackServer } from '../../providers/servers/loopback.ts';
import { Abai } from '../abai-process.ts';
import { until } from './surroundings.ts';

interface Record {
  run: string;
  status: string;
  cells: { total: number; succeeded: number; failed: number; cancelled: number };
  cost: { usd: number | null; basis: string };
}

export function describeNativeRuns(program: readonly string[]): void {
  for (const [name, vendor] of Object.entries(batchVendors)) {
    describe(`with the batch API of ${name}`, function () {
      this.timeout(60_000);
      let abai: Abai;
      let server: LoopbackServer;
      let batches: BatchOptions;
      let env: { [name: string]: string };
      let table: string;
      beforeEach(async () => {
        const key = newKey();
        batches = {};
        abai = new Abai(program);
        server = await vendor.start({ key, batches });
        const { environment } = vendor.entry;
        env = { [environment!.key!]: key, [environment!.baseUrl!]: server.url, ABAI_BATCH_POLL: '0.2' };
        table = join(abai.home, 'table.csv');
        writeFileSync(table, 'question\nOne?\nTwo?\nThree? [fail]\n');
      });
      afterEach(async () => {
        await abai.dispose();
        await server.close();
      });

      const run = () => [
        'run',
        table,
        '--prompt',
        '{{question}}',
        '--models',
        `${vendor.entry.id}:${vendor.model}`,
        '--native',
        '--json',
      ];
      const submits = () => server.requests.filter((request) => vendor.isSubmit(request)).length;

      it('runs a table to its end', async () => {
        const { value, code, err } = await abai.json(run(), { env });
        const record = value as Record;
        assert.equal(code, 1, err);
        assert.equal(record.status, 'completed');
        assert.deepEqual(record.cells, { total: 3, succeeded: 2, failed: 1, cancelled: 0 });
        assert.ok((record.cost.usd ?? 0) > 0);
        assert.equal(submits(), 1);
      });

      it('submits once, also when it is killed before it hears that the batch was taken', async () => {
        batches.submitAnswer = () => 'held';
        const running = abai.start(run(), { env });
        await until(async () => submits() === 1);
        running.child.kill('SIGKILL');
        await running.ended;
        batches.submitAnswer = () => 'sent';
        const [left] = (await abai.json(['runs', '--json'], { env })).value as { id: string }[];
        const { value, err } = await abai.json(['resume', left!.id, '--json'], { env });
        const record = value as Record;
        assert.equal(record.status, 'completed', err);
        assert.deepEqual(record.cells, { total: 3, succeeded: 2, failed: 1, cancelled: 0 });
        assert.equal(submits(), 1);
      });

      it('goes on after it was killed while the provider works', async () => {
        batches.looksUntilDone = 1000;
        const running = abai.start(run(), { env });
        await until(async () => submits() === 1 && !vendor.isSubmit(server.requests.at(-1)!));
        running.child.kill('SIGKILL');
        await running.ended;
        batches.looksUntilDone = 1;
        const [left] = (await abai.json(['runs', '--json'], { env })).value as { id: string }[];
        const { value } = await abai.json(['resume', left!.id, '--json'], { env });
        assert.equal((value as Record).cells.succeeded, 2);
        assert.equal(submits(), 1);
      });
    });
  }
}
