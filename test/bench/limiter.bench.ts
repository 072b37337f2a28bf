/**
 * The limiter: what a decision costs, what a lane takes off the rate that a server would give, and how soon it is back
 * after a storm of 429s. `npm run bench limiter`.
 */

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lane } from '../../src/core/limiter/lane.ts';
import { LaneScheduler } from '../../src/core/limiter/lane-scheduler.ts';
import type { Ticket } from '../../src/core/limiter/ticket-list.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { figure } from './figure.ts';

const latencyMs = 50;
const slots = 100;

/** Microseconds for each of acquire, next, release and observe, with so many waiting all the time. */
function decisionCost(waiting: number): number {
  const lane = new Lane({ start: slots, ceiling: slots, requestsPerMinute: 1_000_000 });
  const seen = { requests: { remaining: 5000, limit: 10_000, resetMs: 30_000 } };
  const active: Ticket[] = [];
  for (let i = 0; i < waiting + slots; i += 1) {
    lane.acquire(i < slots || i % 8 === 0 ? 'person' : 'batch', `run ${i % 3}`);
  }
  let now = 1000;
  let decisions = 0;
  const began = performance.now();
  for (let i = 0; i < 50_000; i += 1) {
    now += 1;
    for (let ticket = lane.next(now); ticket !== undefined; ticket = lane.next(now)) active.push(ticket);
    const done = active.shift();
    if (done === undefined) continue;
    lane.observe(seen, now);
    lane.release(done, { kind: 'success' }, now);
    lane.acquire('batch', `run ${i % 3}`);
    decisions += 4;
  }
  return ((performance.now() - began) * 1000) / decisions;
}

function scheduler(start: number): LaneScheduler {
  return new LaneScheduler({ start, ceiling: slots, clock: systemClock(), random: Math.random });
}

/** Tasks a second through a lane whose limit starts at `start`. */
async function laneRate(tasks: number, start: number): Promise<number> {
  const lane = scheduler(start);
  const began = performance.now();
  await Promise.all(Array.from({ length: tasks }, () => lane.run(() => sleep(latencyMs))));
  return (tasks * 1000) / (performance.now() - began);
}

/** The same work by a hundred bare loops: what this machine's timers give at best. */
async function bareRate(tasks: number): Promise<number> {
  let left = tasks;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: slots }, async () => {
      while (left > 0) {
        left -= 1;
        await sleep(latencyMs);
      }
    }),
  );
  return (tasks * 1000) / (performance.now() - began);
}

/**
 * A full lane is told 429 by everyone in flight at once. How many waits of the server pass from the first start after
 * the pause until 97 of 100 are in flight again, which is when the rate is back?
 */
async function windowsToRecover(): Promise<number> {
  const lane = scheduler(slots);
  const storm = { from: 400, to: 400 + latencyMs };
  const began = performance.now();
  let inFlight = 0;
  let resumedAt = Number.NaN;
  let fullAt = Number.POSITIVE_INFINITY;
  const task = async () => {
    inFlight += 1;
    const startedAt = performance.now() - began;
    if (startedAt > storm.to) {
      if (Number.isNaN(resumedAt)) resumedAt = startedAt;
      if (inFlight >= slots * 0.97) fullAt = Math.min(fullAt, startedAt);
    }
    await sleep(latencyMs);
    inFlight -= 1;
    const at = performance.now() - began;
    if (at >= storm.from && at < storm.to) {
      throw new AbaiError('rate-limited', 'Too much.', { retryAfterMs: 200, details: { status: 429 } });
    }
  };
  await Promise.all(Array.from({ length: 2400 }, () => lane.run(task)));
  return (fullAt - resumedAt) / latencyMs;
}

async function repeated(times: number, measure: () => number | Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < times; i += 1) values.push(await measure());
  return values;
}

decisionCost(0);
for (const waiting of [0, 100_000]) {
  const costs = await repeated(5, () => decisionCost(waiting));
  figure(`a decision with ${waiting} waiting`, 'µs', costs, ['median', '< 10']);
}

const ideal = (slots * 1000) / latencyMs;
const tasks = 3000;
await bareRate(500);
await laneRate(500, slots);
const bare: number[] = [];
const lane: number[] = [];
for (let i = 0; i < 3; i += 1) {
  bare.push(await bareRate(tasks));
  lane.push(await laneRate(tasks, slots));
}
const ofIdeal = (rates: number[]) => rates.map((rate) => (rate / ideal) * 100);
figure(`${slots} bare loops over a ${latencyMs} ms wait, of the ideal rate`, '%', ofIdeal(bare));
figure(`a lane of ${slots} over the same, of the ideal rate`, '%', ofIdeal(lane), ['median', '>= 97']);
const paired = lane.map((rate, index) => (rate / bare[index]!) * 100);
figure('the same, of the bare loops', '%', paired, ['median', '>= 97']);
figure('the same from a cold start at 4', '%', ofIdeal([await laneRate(tasks, 4)]));
const windows = await repeated(3, windowsToRecover);
figure('after a storm of 429s until at the full rate again', 'windows', windows, ['median', '<= 10']);
