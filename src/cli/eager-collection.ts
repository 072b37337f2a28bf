import { memoryUsage } from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** Bytes of resident memory above which garbage is collected eagerly, and below which it no longer is. */
const muchBytes = 280e6;
const fewerBytes = 180e6;
/** Milliseconds between two looks at the memory. */
const lookMs = 250;

export interface Collector {
  /** Bytes of resident memory; undefined while it cannot be told. */
  resident(): number | undefined;
  collectEagerly(eagerly: boolean): void;
  /** The returned function ends it. */
  every(ms: number, look: () => void): () => void;
}

const thisProcess: Collector = {
  resident() {
    try {
      return memoryUsage.rss();
    } catch {
      // It opens a file, of which there may be too many.
      return undefined;
    }
  },
  // Only how far the heap may grow between two collections looks at this flag once a program runs.
  collectEagerly: (eagerly) => setFlagsFromString(eagerly ? '--optimize-for-size' : '--no-optimize-for-size'),
  every(ms, look) {
    const timer = setInterval(look, ms).unref();
    return () => clearInterval(timer);
  },
};

/**
 * Keeps a long run's memory flat: V8 lets a heap with 25 MB in use grow to six times that when a lot is allocated, and
 * by more the longer it lasts. Below the bound nothing is slowed down. The returned function ends it.
 */
export function collectEagerlyWhenLarge(collector: Collector = thisProcess): () => void {
  let eager = false;
  const become = (next: boolean) => {
    if (next !== eager) collector.collectEagerly(next);
    eager = next;
  };
  const end = collector.every(lookMs, () => {
    const bytes = collector.resident();
    if (bytes === undefined) return;
    become(eager ? bytes > fewerBytes : bytes > muchBytes);
  });
  return () => {
    end();
    become(false);
  };
}
