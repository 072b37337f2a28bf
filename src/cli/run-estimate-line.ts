import type { Client } from '../protocol/client.ts';
import type { Band, RunEstimate } from '../protocol/run-estimate.ts';
import type { RunSetup } from '../protocol/run-methods.ts';
import { grouped, milliseconds, usd } from './figures.ts';

/** One figure where both ends look the same. */
function band({ low, high }: Band, words: (value: number) => string): string {
  const [from, to] = [words(low), words(high)];
  return from === to ? from : `${from} to ${to}`;
}

/** About, with two digits that count. */
function roughUsd(amount: number): string {
  return usd(Number(amount.toPrecision(2)));
}

function costWords({ cost, models }: RunEstimate): string {
  if (cost === null) return 'cost unknown';
  if (models.every(({ basis }) => basis === 'free')) return 'free';
  const some = models.some((model) => model.cost === null) ? 'at least ' : '';
  return `${some}${band(cost, roughUsd)}`;
}

/** What a run would ask, cost and take, in a line or two for people. */
export function runEstimateLines(estimate: RunEstimate): string[] {
  const { calls, rows, duration, warnings } = estimate;
  const asked = `${grouped(calls)} ${calls === 1 ? 'call' : 'calls'} for ${grouped(rows)} ${rows === 1 ? 'row' : 'rows'}`;
  const native = duration.high === 0 ? [] : [`about ${band(duration, (ms) => milliseconds(roughMs(ms)))}`];
  const lines = [[asked, costWords(estimate), ...native].join(' · ')];
  if (warnings.length > 0) lines.push(warnings.join(' '));
  return lines;
}

/** Whole seconds from ten on: nobody knows the tenths beforehand. */
function roughMs(ms: number): number {
  return ms < 10_000 ? ms : Math.round(ms / 1000) * 1000;
}

/** Asks for the estimate; without one the run goes on all the same, and says itself what is wrong with it. */
export async function estimateLines(client: Client, setup: RunSetup): Promise<string[]> {
  const estimate = await estimateOf(client, setup);
  return estimate ? runEstimateLines(estimate) : [];
}

/** What a person should know before the run starts, without its figures. */
export async function estimateWarnings(client: Client, setup: RunSetup): Promise<string[]> {
  return (await estimateOf(client, setup))?.warnings ?? [];
}

async function estimateOf(client: Client, setup: RunSetup): Promise<RunEstimate | undefined> {
  try {
    const estimate = await client.request('run:estimate', setup);
    // It will be refused, with a sentence of its own.
    if (estimate.problems.length > 0 || estimate.missingColumns.length > 0) return undefined;
    return estimate;
  } catch {
    return undefined;
  }
}
