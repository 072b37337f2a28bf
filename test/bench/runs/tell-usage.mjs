/** Preloaded into what is measured: tells when it ends the peak of its resident memory in MB, and its seconds of CPU. */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.ABAI_BENCH_USAGE;
if (isMainThread && file) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    appendFileSync(file, `${JSON.stringify([(maxRSS * 1024) / 1e6, (userCPUTime + systemCPUTime) / 1e6])}\n`);
  });
}
