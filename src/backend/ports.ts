import type { BatchPace } from '../core/batch-pace.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Ids } from '../core/ports/ids.ts';
import type { Log } from '../core/ports/log.ts';
import type { ProviderEntry } from '../core/ports/provider.ts';
import type { Store } from '../core/ports/store.ts';
import type { Trials } from '../core/ports/trials.ts';
import type { ModelDefinition } from '../protocol/models.ts';

/** All that the back end needs from outside; the extension and the command line each bring their own. */
export interface BackendPorts {
  store: Store;
  providers: readonly ProviderEntry[];
  /** The shipped catalogue, merged with what the user added. */
  models: readonly ModelDefinition[];
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Where patterns and schemas of users are tried. */
  trials: Trials;
  /** The host's own: a window's is patched for proxies and certificates. */
  fetch: typeof globalThis.fetch;
  /** How often providers are asked about their batches; the usual pace when absent. */
  batchPace?: BatchPace;
  /** Uniform in [0, 1): jitter. */
  random: () => number;
  productVersion: string;
  /** What happened while opening that a person should know: a damaged file set aside, a catalogue row left out. */
  notices: readonly string[];
}
