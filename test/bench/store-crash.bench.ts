/**
 * The long crash simulation: a workload broken off after every change of the disk, killed and with the power gone, with
 * its control. `npm run bench store-crash`; `ABAI_BENCH_TRANSACTIONS=60` is the default length.
 */

import { type CrashScenario, crashEverywhere } from '../store/engine/crash-scenario.ts';
import { figure } from './figure.ts';

const transactions = Number(process.env.ABAI_BENCH_TRANSACTIONS ?? 60);
const base: CrashScenario = { transactions, synchronous: 'FULL', kind: 'kill', repetitions: 3, seed: 7 };
const scenarios: [string, CrashScenario][] = [
  ['killed, synchronous=FULL', base],
  ['power lost, synchronous=FULL', { ...base, kind: 'power-loss' }],
  // Without syncs every loss replays the whole history, so the control is short; it fails soon enough.
  [
    'power lost, synchronous=OFF (must fail)',
    { ...base, transactions: 12, kind: 'power-loss', repetitions: 1, synchronous: 'OFF' },
  ],
];
for (const [label, scenario] of scenarios) {
  const { points, corrupt, lost, inFlight } = await crashEverywhere(scenario);
  console.log(`${label}: ${points} points, ${inFlight} with the one in flight`);
  const good = scenario.synchronous === 'FULL' ? '<= 0' : '>= 1';
  figure(`${label}: corrupt or lost`, 'points', [corrupt + lost], ['median', good]);
}
