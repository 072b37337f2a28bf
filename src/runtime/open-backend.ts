import type { BatchPace } from '../core/batch-pace.ts';
import type { Backend } from '../core/ports/backend.ts';
import type { Log } from '../core/ports/log.ts';
import type { Store } from '../core/ports/store.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import { putBack } from '../store/engine/damaged-file.ts';
import type { OwnerClaim } from '../store/engine/owner-fence.ts';
import { isOfTheDisk } from '../store/engine/result-code.ts';
import type { Trust } from '../store/open-database.ts';
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
  try {
    return await openOnData(options);
  } catch (error) {
    throw unopened(error, options.dataDir);
  }
}

async function openOnData(options: OpenBackendOptions): Promise<Backend> {
  const { productRoot, dataDir, productVersion, log, owner } = options;
  const clock = systemClock();
  const open = (trust?: Trust) => openStore({ dataDir, productRoot, log, now: clock.now, owner, trust });
  // The store's thread opens the database while this one reads the back end.
  const [store, catalogue, { createBackend }, { providerEntries }] = await Promise.all([
    open(),
    loadCatalogue(productRoot, dataDir),
    import('../backend/backend.ts'),
    import('../providers/registry.ts'),
  ]);
  const begin = (store: Store) =>
    createBackend({
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
  return beginOnAny(store, open, begin, log);
}

/** Says of an error that data which is there was not opened, so that faces offer to restore a backup or to start anew. */
function unopened(thrown: unknown, dataDir: string): unknown {
  if (isOfTheDisk(thrown)) return thrown;
  const error = toAbaiError(thrown);
  return new AbaiError(error.code, error.message, {
    ...error.toFailure(),
    details: { ...error.details, unopened: dataDir },
    cause: error.cause,
  });
}

/**
 * Begins with the data as it is; if that fails for what is in it, with what is readable of it in a new database; at last
 * without it. A back end that cannot begin would be a wall that nobody gets through without deleting files.
 */
async function beginOnAny(
  store: Store,
  open: (trust: Trust) => Promise<Store>,
  begin: (store: Store) => Promise<Backend>,
  log: Log,
): Promise<Backend> {
  const before: Store[] = [];
  for (const trust of ['salvage', 'leave', undefined] as const) {
    try {
      const notices = [...before, store].flatMap((each) => each.notices);
      return await begin({ ...store, notices, keptAt: before[1]?.keptAt ?? store.keptAt });
    } catch (error) {
      await store.close();
      if (trust !== undefined && !isOfTheDisk(error)) {
        log.error('The back end could not begin with the data that is there.', { error });
        before.push(store);
        store = await open(trust);
        continue;
      }
      // It is not the data, then: what was set aside for it goes back.
      const first = before.length > 1 ? before[1]?.keptAt : undefined;
      if (first !== undefined) putBack(first, store.path);
      throw error;
    }
  }
  throw new AbaiError('internal', 'The back end could not begin.');
}
