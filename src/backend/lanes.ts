import { laneOptions } from '../core/limiter/lane-options.ts';
import { LaneScheduler } from '../core/limiter/lane-scheduler.ts';
import type { Waiting } from '../protocol/conversations.ts';
import type { ProviderId } from '../protocol/models.ts';
import type { ResolvedEndpoint } from './endpoint.ts';
import type { BackendPorts } from './ports.ts';

interface LaneRun {
  endpoint: ResolvedEndpoint;
  provider: ProviderId;
  signal: AbortSignal;
  priority: 'person' | 'batch';
  group: string | undefined;
  /** False once something of the answer was shown: that is never taken back by itself. */
  mayRetry: () => boolean;
  /** Told before each wait for another try. */
  onWait: (waiting: Waiting) => void;
}

/** One limiter lane for each endpoint and key, shared by everything that calls it. */
export class Lanes {
  readonly #ports: BackendPorts;
  readonly #lanes = new Map<string, LaneScheduler>();

  constructor(ports: BackendPorts) {
    this.#ports = ports;
  }

  /** Runs the call when its lane lets it, and again while that can help. Throws what the last try threw. */
  run<T>(call: LaneRun, task: (onHeaders: (headers: Headers) => void) => Promise<T>): Promise<T> {
    const { clock, log } = this.#ports;
    const { endpoint, provider, signal, priority, group, mayRetry, onWait } = call;
    const options = laneOptions(provider, endpoint);
    let lane = this.#lanes.get(endpoint.laneKey);
    if (lane) lane.configure(options);
    else {
      lane = new LaneScheduler({ ...options, clock, random: this.#ports.random });
      this.#lanes.set(endpoint.laneKey, lane);
    }
    return lane.run((attempt) => task((headers) => attempt.observe(headers)), {
      priority,
      ...(group === undefined ? {} : { group }),
      signal,
      mayRetry,
      onRetry: ({ error, attempt, waitMs }) => {
        log.info('A call will be tried again.', { provider, code: error.code, attempt, waitMs });
        onWait({ until: clock.now() + waitMs, reason: error.message });
      },
    });
  }

  close(): void {
    for (const lane of this.#lanes.values()) lane.close();
  }
}
