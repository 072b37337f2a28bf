/** What becomes of a request in a loopback server's batch; its prompt says so. */
export type Fate = 'succeeded' | 'failed' | 'expired';

export function fateOf(prompt: string): Fate {
  if (prompt.includes('[fail]')) return 'failed';
  return prompt.includes('[late]') ? 'expired' : 'succeeded';
}

export interface StoredBatch<Line> {
  id: string;
  label?: string;
  lines: Line[];
  /** The first look finds it running, the second finds it done. */
  looks: number;
  cancelled: boolean;
}

/** The batches of one loopback server. */
export function batchShelf<Line>(prefix: string) {
  const shelf = new Map<string, StoredBatch<Line>>();
  return {
    add(lines: Line[], label?: string): StoredBatch<Line> {
      const batch: StoredBatch<Line> = {
        id: `${prefix}${shelf.size + 1}`,
        lines,
        looks: 0,
        cancelled: false,
      };
      if (label !== undefined) batch.label = label;
      shelf.set(batch.id, batch);
      return batch;
    },
    get: (id: string | undefined) => (id === undefined ? undefined : shelf.get(id)),
    /** Newest first. */
    all: () => [...shelf.values()].reverse(),
  };
}
