/**
 * The long crash simulation: a workload broken off after every change of the disk, killed and with the power gone, with
 * its control. `npm run bench store-crash`; `ABAI_BENCH_TRANSACTIONS=60` is the default length.
 */

import { type CrashScenario, crashEverywhere } from '../store/engine/crash-scenario.ts';

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
let bad = 0;
for (const [label, scenario] of scenarios) {
  const { points, corrupt, lost, inFlight } = await crashEverywhere(scenario);
  const holds = scenario.synchronous === 'FULL' ? corrupt + lost === 0 : corrupt + lost > 0;
  if (!holds) bad++;
  console.log(
    `${label.padEnd(42)} ${points} points, ${corrupt} corrupt, ${lost} lost, ${inFlight} with the one in flight` +
      `${holds ? '  met' : '  MISSED'}`,
  );
}
process.exitCode = bad ? 1 : 0;
