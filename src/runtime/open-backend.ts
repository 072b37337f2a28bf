import type { BatchPace } from '../core/batch-pace.ts';
import type { Backend } from '../core/ports/backend.ts';
import type { Log } from '../core/ports/log.ts';
import type { OwnerClaim } from '../store/engine/owner-fence.ts';
import { openStore } from '../store/open-store.ts';
import { loadCatalogue } from './catalogue-files.ts';
import { httpFetch } from './http-fetch.ts';
import { systemClock } from './system-clock.ts';
import { timeOrderedIds } from './time-ordered-ids.ts';
import { WorkerTrials } from './trials/worker-trials.ts';

export interface OpenBackendOptions {
  /** Holds `data/` and `dist/`. */
  productRoot: string;
  dataDir: string;
  productVersion: string;
  log: Log;
  /** What the database looks at before each write. Without one this process is taken to be the only one. */
  owner?: OwnerClaim | undefined;
  /** Default: the process's own. */
  fetch?: typeof globalThis.fetch;
  /** How often providers are asked about their batches. Default: the usual pace. */
  batchPace?: BatchPace | undefined;
}

/** The whole back end on this machine's data folder, for the extension and the command line alike. */
export async function openBackend(options: OpenBackendOptions): Promise<Backend> {
  const { productRoot, dataDir, productVersion, log, owner } = options;
  const clock = systemClock();
  // The store's thread opens the database while this one reads the back end.
  const [store, catalogue, { createBackend }, { providerEntries }] = await Promise.all([
    openStore({ dataDir, productRoot, log, now: clock.now, owner }),
    loadCatalogue(productRoot, dataDir),
    import('../backend/backend.ts'),
    import('../providers/registry.ts'),
  ]);
  try {
    return await createBackend({
      store,
      providers: providerEntries,
      models: catalogue.models,
      notices: [...store.notices, ...catalogue.warnings],
      clock,
      ids: timeOrderedIds(),
      log,
      trials: new WorkerTrials(productRoot),
      fetch: httpFetch(options.fetch ?? globalThis.fetch),
      random: Math.random,
      productVersion,
      ...(options.batchPace ? { batchPace: options.batchPace } : {}),
    });
  } catch (error) {
    await store.close();
    throw error;
  }
}
