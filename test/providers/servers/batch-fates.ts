/** What becomes of a request in a loopback server's batch; its prompt says so. */
export type Fate = 'succeeded' | 'failed' | 'expired' | 'cancelled' | 'lost';

/** `[slow]` is not done yet when its batch is cancelled; `[lost]` has no result at all. */
function fateOf(prompt: string, cancelled: boolean): Fate {
  if (prompt.includes('[fail]')) return 'failed';
  if (prompt.includes('[lost]')) return 'lost';
  if (prompt.includes('[slow]') && cancelled) return 'cancelled';
  return prompt.includes('[late]') ? 'expired' : 'succeeded';
}

export interface StoredBatch<Line> {
  id: string;
  label?: string;
  lines: Line[];
  /** Milliseconds since epoch. */
  createdAt: number;
  /** The first look finds it running, the second finds it done; so do the first and second after it was cancelled. */
  looks: number;
  cancelled: boolean;
}

/** How a loopback server has batches. */
export interface BatchOptions {
  /** Looks after which a batch is done. Default: 2. */
  looksUntilDone?: number;
  /** Batches on a page of the list. Default: 100. */
  listPageSize?: number;
  /** What becomes of the answer to the next submit, which the server has taken. Default: it is sent. */
  submitAnswer?: () => 'sent' | 'held' | 'cut';
  /** Milliseconds since epoch. */
  now?: () => number;
  /** What becomes of the results on their way, as JSON or as what it should have been. Default: nothing. */
  mangle?: (results: readonly string[]) => readonly string[];
}

/** Results that stand within other JSON, where no line can be broken: what is no JSON is null there. */
export function mangledValues(values: readonly unknown[], options: BatchOptions | undefined): unknown[] {
  const texts = values.map((value) => JSON.stringify(value));
  return (options?.mangle?.(texts) ?? texts).map((text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  });
}

/** The batches of one loopback server. */
export function batchShelf<Line>(prefix: string, promptOf: (line: Line) => string) {
  const shelf = new Map<string, StoredBatch<Line>>();
  const fate = (batch: StoredBatch<Line>, line: Line) => fateOf(promptOf(line), batch.cancelled);
  return {
    add(lines: Line[], options: BatchOptions | undefined, label?: string): StoredBatch<Line> {
      const batch: StoredBatch<Line> = {
        id: `${prefix}${shelf.size + 1}`,
        lines,
        createdAt: options?.now?.() ?? Date.now(),
        looks: 0,
        cancelled: false,
      };
      if (label !== undefined) batch.label = label;
      shelf.set(batch.id, batch);
      return batch;
    },
    get: (id: string | undefined) => (id === undefined ? undefined : shelf.get(id)),
    /** Newest first; `next` is what asks for the rest. */
    page(options: BatchOptions | undefined, after: string | null | undefined) {
      const all = [...shelf.values()].reverse();
      const from = all.findIndex((batch) => batch.id === after) + 1;
      const batches = all.slice(from, from + (options?.listPageSize ?? 100));
      const more = from + batches.length < all.length;
      return { batches, next: more ? batches.at(-1)?.id : undefined };
    },
    cancel(batch: StoredBatch<Line>) {
      batch.cancelled = true;
      batch.looks = 0;
    },
    isDone: (batch: StoredBatch<Line>, options: BatchOptions | undefined) =>
      batch.looks >= (batch.cancelled ? 2 : (options?.looksUntilDone ?? 2)),
    /** Refused as a whole, as an input file is that the vendor cannot use. */
    isRefused: (batch: StoredBatch<Line>) => batch.lines.some((line) => promptOf(line).includes('[refuse]')),
    fate,
    count: (batch: StoredBatch<Line>, ...fates: Fate[]) =>
      batch.lines.filter((line) => fates.includes(fate(batch, line))).length,
    /** In another order than they went in, without those that have none. */
    results: (batch: StoredBatch<Line>) =>
      [...batch.lines].reverse().filter((line) => fate(batch, line) !== 'lost'),
  };
}
