/**
 * How long the store holds up the event loop of the process that owns the data (a window's extension host, as a rule)
 * while 20,000 cells of 1 to 2 KB are written and pages of 200 are read at once, through port and worker; on the Node
 * of VS Code's extension host. `npm run bench event-loop`; `ABAI_BENCH_CELLS` sets how many.
 *
 * "late" is by the clock, so another process that takes the core counts too: the idle loop beside it shows how much of it
 * that is. "CPU in one turn" is what this thread itself computed without a break.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureVSCode, root } from '../harness/vscode-install.ts';
import { figure } from './figure.ts';

interface Loop {
  late: number[];
  /** Null where Node cannot tell a thread's CPU. */
  cpu: (number | null)[];
}

interface Measured {
  seconds: number;
  pages: number;
  work: Loop;
  idle: Loop;
}

const cells = Number(process.env.ABAI_BENCH_CELLS ?? 20_000);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-bench-loop-'));
const script = path.join(root, 'test/bench/store/measure-event-loop.ts');
try {
  const child = spawnSync(
    ensureVSCode().node,
    ['--import', 'tsx/esm', script, path.join(folder, 'cells.db'), String(cells)],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 },
  );
  if (child.status !== 0) throw new Error(`The measuring process ended with ${child.status}.`);
  const { seconds, pages, work, idle } = JSON.parse(child.stdout) as Measured;
  console.log(`${cells} cells written and ${pages} pages read in ${seconds.toFixed(1)} s`);
  figure('event loop late while the store works', 'ms', work.late, ['worst', '<= 20']);
  figure('event loop late while nothing happens', 'ms', idle.late);
  const cpu = work.cpu.filter((milliseconds) => milliseconds !== null);
  if (cpu.length > 0) figure('CPU in one turn while the store works', 'ms', cpu, ['worst', '<= 20']);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
