import type { NumberedEvent } from '../core/ports/store.ts';
import type { NewEvent, StoredEvent } from '../protocol/events.ts';
import type { Generations } from './generations.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicBatch } from './public-batch.ts';
import { publicRun } from './public-run.ts';
import { numbered } from './publisher.ts';

/** More than this and loading everything anew is cheaper than catching up. */
const longestCatchUp = 1000;

/** Fills a stored event with what it names, as it is now; undefined when that is gone. */
async function filled(
  ports: BackendPorts,
  generations: Generations,
  record: NumberedEvent,
): Promise<StoredEvent | undefined> {
  const { store } = ports;
  const { messageId, comparisonId } = record.data as { messageId?: string; comparisonId?: string };
  switch (record.type) {
    case 'message:added':
    case 'message:updated': {
      const message = messageId === undefined ? undefined : await store.messages.get(messageId);
      if (!message) return undefined;
      const data = { message: generations.live(message), ...(comparisonId ? { comparisonId } : {}) };
      return numbered({ type: record.type, data }, record);
    }
    case 'comparison:created':
    case 'comparison:updated': {
      const comparison = comparisonId === undefined ? undefined : await store.comparisons.get(comparisonId);
      return comparison && numbered({ type: record.type, data: { comparison } }, record);
    }
    case 'run:created':
    case 'run:updated': {
      const run = await store.runs.get((record.data as { runId: string }).runId);
      return run && numbered({ type: record.type, data: { run: publicRun(run) } }, record);
    }
    case 'batch:updated': {
      const batch = await store.nativeBatches.get((record.data as { batchId: string }).batchId);
      return batch && numbered({ type: record.type, data: { batch: publicBatch(batch) } }, record);
    }
    default: {
      const { requestId: _, ...data } = record.data;
      return numbered({ type: record.type, data } as NewEvent, record);
    }
  }
}

export function syncHandlers(ports: BackendPorts, generations: Generations): Handlers<'state:sync'> {
  const { store } = ports;
  return {
    async 'state:sync'({ since }) {
      const seq = await store.events.last();
      const deltas = () => generations.arriving();
      if (since === seq) return { reset: false, seq, events: [], deltas: deltas() };
      const records = since > seq ? undefined : await store.events.since(since, longestCatchUp + 1);
      if (!records || records.length > longestCatchUp) return { reset: true, seq, events: [], deltas: [] };
      const events: StoredEvent[] = [];
      for (const record of records) {
        const event = await filled(ports, generations, record);
        if (event) events.push(event);
      }
      return { reset: false, seq: records.at(-1)?.seq ?? seq, events, deltas: deltas() };
    },
  };
}
