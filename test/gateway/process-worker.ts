/**
 * One process of the multi-process tests: joins a data folder and does as it is told over IPC. What was acknowledged is
 * written to a file before anything else happens, so that a kill cannot hide it.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openLink } from '../../src/gateway/link.ts';
import { FakeLog, FakeVault } from './fake-backend.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './process-fleet.ts';
import { testBackend } from './test-backend.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions;
const log = new FakeLog();
const say = (message: FromWorker): void => {
  process.send?.(message);
};
const acknowledged = openSync(join(options.dataDir, `acknowledged.${options.name}.${process.pid}`), 'a');
let working = false;
let count = 0;

const link = await openLink({
  dataDir: options.dataDir,
  kind: 'window',
  clientId: `client-${options.name}`,
  vault: new FakeVault(options.keys),
  endpoints: () => ({}),
  openBackend: testBackend(options.backend, options.dataDir, log),
  schemaVersion: options.schemaVersion ?? 1,
  productVersion: 'test',
  log,
  tuning: options.tuning ?? {},
});

async function lane(): Promise<void> {
  while (working) {
    const name = `${options.name}:${process.pid}:${++count}`;
    await link.request('project:create', { name });
    writeSync(acknowledged, `${name}\n`);
  }
}

link.onRole((role) => say({ type: 'role', role, at: Date.now() }));
link.onOwnerSilent((trouble) => say({ type: 'trouble', reason: trouble?.reason }));
link.onEvent((event) => {
  if (options.tellEvents) say({ type: 'event', seq: event.seq, at: Date.now() });
});

let lanes: Promise<unknown> | undefined;
process.on('message', (message: ToWorker) => {
  void (async () => {
    switch (message.type) {
      case 'work':
        working = true;
        lanes = Promise.all(Array.from({ length: message.lanes }, lane));
        await lanes;
        return;
      case 'request': {
        const answer = await link.request(message.method as 'project:list', message.params as never).then(
          (result) => ({ result }),
          (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
        );
        say({ type: 'answer', id: message.id, ...answer, at: Date.now() });
        return;
      }
      case 'take-over':
        await link.takeOver();
        say({ type: 'taken-over', role: link.role });
        return;
      case 'stop':
        working = false;
        await lanes;
        await link.close();
        process.exit(0);
    }
  })().catch((error: unknown) => {
    console.error(options.name, process.pid, error, log.lines.slice(-20).join('\n'));
    process.exit(1);
  });
});

say({ type: 'ready', role: link.role, trouble: link.ownerSilent?.reason, at: Date.now() });
