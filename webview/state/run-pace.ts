import type { Run } from '../../src/protocol/runs.ts';
import { t } from '../words/translate.ts';

/** Milliseconds over which the pace is taken. */
const windowMs = 30_000;

/** Milliseconds before a pace is believed. */
const leastMs = 2000;

export function cellsDone({ cells }: Run): number {
  return cells.succeeded + cells.failed + cells.cancelled;
}

/** How fast a run goes, from what was heard of it lately. */
export class RunPace {
  #samples: { at: number; done: number }[] = [];

  hear(run: Run, now: number): void {
    const done = cellsDone(run);
    const last = this.#samples.at(-1);
    // A retry takes answers back: the pace begins anew, as after a pause.
    if (run.status !== 'running' || (last && done < last.done)) this.#samples = [];
    if (run.status !== 'running') return;
    this.#samples.push({ at: now, done });
    while (this.#samples.length > 2 && now - this.#samples[0]!.at > windowMs) this.#samples.shift();
  }

  /** Milliseconds until the last cell at the present pace; undefined while that is not known. */
  left(run: Run): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < leastMs || last.done === first.done) return undefined;
    return ((run.cells.total - cellsDone(run)) * (last.at - first.at)) / (last.done - first.done);
  }
}

/** A duration as people say it, coarser the longer it is. */
export function roughly(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return t('{0} d {1} h', Math.floor(hours / 24), hours % 24);
}
