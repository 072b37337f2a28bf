import type { Failure } from '../../src/protocol/failure.ts';
import type { RunEstimate } from '../../src/protocol/run-estimate.ts';
import type { RunSetup } from '../../src/protocol/run-methods.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';

/** Milliseconds without a change before the back end is asked. */
const restMs = 400;

/** What is known of the price; `value` is of the setup as it was before while a new one is on its way. */
export interface EstimateState {
  asking: boolean;
  value?: RunEstimate;
  failure?: Failure;
}

/** Asks for the estimate of what is written once it rests, and drops the answers that come too late. */
export class Estimator {
  state: EstimateState = { asking: false };
  readonly #client: Pick<PageClient, 'request'>;
  readonly #changed: () => void;
  #wanted = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  constructor(client: Pick<PageClient, 'request'>, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** Without a setup there is nothing to estimate. `anew` asks even when nothing has changed. */
  want(setup: RunSetup | undefined, anew = false): void {
    const wanted = setup ? JSON.stringify(setup) : '';
    if (wanted === this.#wanted && !anew) return;
    this.#wanted = wanted;
    this.stop();
    if (!setup) {
      this.state = { asking: false };
      return;
    }
    this.state = { ...this.state, asking: true };
    this.#timer = setTimeout(() => void this.#ask(setup), restMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
  }

  async #ask(setup: RunSetup): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    let state: EstimateState;
    try {
      const value = await this.#client.request('run:estimate', setup, running.signal);
      state = { asking: false, value };
    } catch (thrown) {
      state = { asking: false, failure: toFailure(thrown) };
    }
    if (this.#running !== running) return;
    this.state = state;
    this.#changed();
  }
}
