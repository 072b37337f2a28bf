/**
 * One owner among processes, every other one on another Node: three and six of them send real actions to the real back
 * end while the owner is killed with -9, for 30 s (`ABAI_BENCH_SECONDS` for another length) and until 50,000 were
 * acknowledged each; then what a request costs over the pipe beside one in the owner's own process.
 * `npm run bench ownership`.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Link, openLink } from '../../src/gateway/link.ts';
import { bundleWorker } from '../gateway/bundle-worker.ts';
import { FakeLog, FakeVault } from '../gateway/fake-backend.ts';
import { missingOrDoubled } from '../gateway/missing-or-doubled.ts';
import { Fleet, killOwners } from '../gateway/process-fleet.ts';
import { storedProjects, testBackend } from '../gateway/test-backend.ts';
import { figure, type Goal } from './figure.ts';

const seconds = Number(process.env.ABAI_BENCH_SECONDS ?? 30);
/** Of each number of processes: a hundred thousand in all. */
const actions = 50_000;
const worker = await bundleWorker();
async function kills(processes: number): Promise<void> {
  const fleet = new Fleet(worker);
  try {
    const run = await killOwners(fleet, {
      processes,
      lanes: Math.round(180 / processes),
      ms: seconds * 1000,
      actions,
      workMs: 4000,
      backend: 'real',
    });
    const stored = await storedProjects('real', fleet.dataDir);
    const { lost, doubled } = missingOrDoubled(run.acknowledged, stored.names);
    const bad = lost.length + doubled.length + stored.problems.length + run.crashes.length;
    const who = `${processes} processes`;
    figure(`${who}: owners killed`, 'times', [run.kills]);
    figure(`${who}: an owner on one Node followed by one on the other`, 'times', [fleet.changesOfNode]);
    figure(`${who}: acknowledged actions`, 'actions', [run.acknowledged.length]);
    figure(`${who}: of them lost, doubled, or damage`, 'actions', [bad], ['worst', '<= 0']);
    figure(`${who}: failover of one that waits`, 'ms', run.failovers, ['worst', '< 1000']);
  } finally {
    await fleet.dispose();
  }
}

function join_(dataDir: string, clientId: string): Promise<Link> {
  const log = new FakeLog();
  return openLink({
    dataDir,
    kind: 'window',
    clientId,
    vault: new FakeVault(),
    endpoints: () => ({}),
    openBackend: testBackend('real', dataDir, log),
    schemaVersion: 1,
    productVersion: 'bench',
    log,
  });
}

async function latencies(link: Link, ask: (link: Link, n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < 1000; n++) {
    const began = performance.now();
    await ask(link, n);
    if (n >= 100) times.push(performance.now() - began);
  }
  return times;
}

async function costOfPipe(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'abai-bench-'));
  const owner = await join_(dataDir, 'bench-owner');
  const client = await join_(dataDir, 'bench-client');
  const asks: [string, (link: Link, n: number) => Promise<unknown>, Goal?][] = [
    ['connection:ping', (link) => link.request('connection:ping', {})],
    [
      'project:create, durable',
      (link, n) => link.request('project:create', { name: `p${n}` }),
      ['p95', '< 50'],
    ],
    ['state:sync of nothing', (link) => link.request('state:sync', { since: 1_000_000 }), ['p95', '< 100']],
  ];
  for (const [name, ask, goal] of asks) {
    const here = await latencies(owner, ask);
    const piped = await latencies(client, ask);
    figure(`${name}: in the owner`, 'ms', here, goal);
    figure(`${name}: over the pipe`, 'ms', piped, goal);
  }
  await client.close();
  await owner.close();
  rmSync(dataDir, { recursive: true, force: true });
}

await kills(3);
await kills(6);
await costOfPipe();
process.exit(); // Workers of the back end would keep it.
