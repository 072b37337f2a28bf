/**
 * VS Code calls run() in its extension host. Every event goes as a JSON line to the file ABAI_HOST_REPORT: the one
 * channel that the desktop and the server have in common, and the only proof that mocha came to its end.
 */

import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

export type HostEvent =
  | { event: 'pass'; group: string; title: string; milliseconds: number }
  | { event: 'fail'; group: string; title: string; error: string }
  | { event: 'pending'; title: string }
  | { event: 'end' }
  | { event: 'crash'; error: string };

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** @throws when a test failed, which makes VS Code end with a non-zero code. */
export async function run(): Promise<void> {
  const report = process.env.ABAI_HOST_REPORT;
  const tell = (event: HostEvent) => {
    if (report) appendFileSync(report, `${JSON.stringify(event)}\n`);
  };
  let failures: number;
  try {
    const mocha = new Mocha({ timeout: 20_000, reporter: Mocha.reporters.Base });
    mocha.grep(new RegExp(process.env.ABAI_HOST_GREP ?? ''));
    const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.test.cjs')).sort()) {
      mocha.addFile(path.join(__dirname, file));
    }
    failures = await new Promise<number>((resolve) => {
      const runner = mocha.run(resolve);
      const named = (test: Mocha.Runnable) => ({ group: test.titlePath()[0] ?? '', title: test.fullTitle() });
      runner.on('pass', (test) => tell({ event: 'pass', ...named(test), milliseconds: test.duration ?? 0 }));
      runner.on('fail', (test, error) => tell({ event: 'fail', ...named(test), error: stackOf(error) }));
      runner.on('pending', (test) => tell({ event: 'pending', title: test.fullTitle() }));
    });
    tell({ event: 'end' });
  } catch (error) {
    tell({ event: 'crash', error: stackOf(error) });
    throw error;
  }
  if (failures) throw new Error(`${failures} tests failed`);
}
