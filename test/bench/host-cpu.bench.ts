/**
 * What the extension host of a real VS Code computes while 8 models of a loopback server answer with 100 tokens a second
 * each, less what the same host computes in as long a time with the finished comparison open. `npm run bench host-cpu`;
 * `ABAI_BENCH_SECONDS` is 60.
 *
 * It is the whole process: VS Code's own part of the host, the way into the page, and the store's worker. The way is
 * VS Code's for a browser, a socket whose frames may be compressed; on a desktop it is shorter.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { Workbench } from '../harness/workbench.ts';
import { figure } from './figure.ts';
import { startTokenServer } from './token-server.ts';
import { type HostCpu, WorkbenchLink } from './workbench-link.ts';

const columns = 8;
const tokensPerSecond = 100;
const seconds = Number(process.env.ABAI_BENCH_SECONDS ?? 60);
/** Parts of that time, each measured by itself. */
const parts = 20;
/** Milliseconds in which VS Code starts its other extensions, and in which the last answers are saved and shown. */
const settleMs = 5000;
const models = Array.from({ length: columns }, (_, at) => `bench-${at + 1}`);

interface Posted {
  abaiPosted: { deltas: number; since: number };
}

/** Runs in the page: counts the pieces of answers that reach it. */
function countDeltas(): void {
  const posted = { deltas: 0, since: performance.now() };
  (window as unknown as Posted).abaiPosted = posted;
  window.addEventListener('message', ({ data }) => {
    if (data?.message?.method === 'message:delta') posted.deltas++;
  });
}

/** Runs in the page: a second. */
function deltasPerSecond(): number {
  const { deltas, since } = (window as unknown as Posted).abaiPosted;
  return (deltas * 1000) / (performance.now() - since);
}

/** Percent of one core. */
function share(from: HostCpu, to: HostCpu, of: 'process' | 'thread'): number {
  return ((to[of] - from[of]) * 100) / (to.at - from.at);
}

const server = await startTokenServer({ models, tokensPerSecond, seconds });
const link = await WorkbenchLink.listen();
const bench = await Workbench.start({
  neighbours: ['bench-extension'],
  env: { ABAI_BENCH_PORT: String(link.port) },
  settings: {
    'abai.providers': { 'openai-compatible': { baseUrl: server.url, models, concurrency: columns } },
  },
});
try {
  const { node } = await link.activate();
  console.log(`Node ${node} in the extension host`);
  await link.selectFirstLine('review.md');
  await sleep(settleMs);
  await link.startCommand('abai.compareSelection');
  await bench.quickInput.locator('.monaco-list-row').first().waitFor();
  await bench.pickMany(models.map((model) => `openai-compatible:${model}`));
  await server.begun(columns);
  const page = await bench.webviewFrame();
  await page.evaluate(countDeltas);
  const marks = [await link.cpu()];
  for (let at = 0; at < parts; at++) {
    await sleep((seconds * 1000) / parts);
    marks.push(await link.cpu());
  }
  await server.whole(columns);
  const posted = await page.evaluate(deltasPerSecond);
  const complete = bench.webview().locator('abai-column .state.complete');
  await complete.nth(columns - 1).waitFor();
  await sleep(settleMs);
  const restFrom = await link.cpu();
  await sleep(seconds * 1000);
  const restTo = await link.cpu();
  for (const problem of bench.problems) console.log(problem);

  const overRest = (of: 'process' | 'thread') => {
    const rest = share(restFrom, restTo, of);
    return marks.slice(1).map((to, at) => share(marks[at]!, to, of) - rest);
  };
  const took = (marks[parts]!.at - marks[0]!.at) / 1000;
  console.log(`${columns} × ${tokensPerSecond} tokens/s for ${took.toFixed(1)} s, in ${parts} parts`);
  figure('CPU of the extension host over the idle one', '% of core', overRest('process'), ['p95', '< 25']);
  figure('  of it the thread that extensions run in', '% of core', overRest('thread'));
  figure('the idle extension host', '% of core', [share(restFrom, restTo, 'process')]);
  figure('pieces of answers that reach the page', '1/s', [posted]);
} finally {
  await bench.stop();
  await link.close();
  server.close();
}
