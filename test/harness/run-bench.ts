/**
 * `npm run bench [part of a name]`: runs test/bench/*.bench.ts one after another, each in a process of its own, and
 * keeps what each prints in out/bench/.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './vscode-install.ts';

const folder = path.join(root, 'test/bench');
const output = path.join(root, 'out/bench');
mkdirSync(output, { recursive: true });

const [cpu] = os.cpus();
console.log(
  `${cpu?.model ?? 'unknown CPU'}, ${os.cpus().length} cores, ${process.platform}, Node ${process.version}`,
);

const wanted = process.argv[2] ?? '';
const names = readdirSync(folder).filter((name) => name.endsWith('.bench.ts') && name.includes(wanted));
const broken = names.sort().filter((name) => {
  console.log(`\n--- ${name}`);
  const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx/esm', path.join(folder, name)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(stdout);
  writeFileSync(path.join(output, name.replace('.bench.ts', '.txt')), stdout);
  return status !== 0;
});
if (!names.length) console.log(`No benchmark's name contains "${wanted}".`);
if (broken.length) console.log(`\nThese did not end well: ${broken.join(', ')}`);
process.exit(broken.length || !names.length ? 1 : 0);
