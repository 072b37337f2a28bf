import { nextLookMs } from '../core/batch-pace.ts';
import type { BatchRequest } from '../core/ports/provider.ts';
import { type AbaiError, toAbaiError } from '../protocol/errors.ts';
import { type HeldBatch, NeedsPerson } from './native-batch.ts';
import { findSubmitted, labelOf } from './native-reconcile.ts';

/** Refusals after which a submit is no longer tried again by itself. */
const mostRefusals = 8;

/** Brings a batch to the provider, once: what may have arrived is looked for before it is sent again. */
export class NativeSubmit {
  readonly #held: HeldBatch;
  /** What was made of its cells a moment ago. */
  #made: BatchRequest[] | undefined;
  #refusals = 0;

  constructor(held: HeldBatch, made: BatchRequest[] | undefined) {
    this.#held = held;
    this.#made = made;
  }

  /** One step from `prepared`. Throws `NeedsPerson`, or what the store throws. */
  async send(): Promise<void> {
    const held = this.#held;
    if (held.stored.cancelAsked) return held.finish('cancelled');
    await held.work.inTurn(async () => {
      const { work, line } = held;
      if (work.signal.aborted) return;
      const requests = await this.#requests();
      if (requests.length === 0) return held.finish('ended');
      await held.change({
        status: 'submitting',
        submittingAt: work.part.ports.clock.now(),
        endpoint: line.endpoint,
        total: requests.length,
        nextPollAt: undefined,
        error: undefined,
      });
      let providerBatchId: string;
      try {
        const options = { signal: work.submitSignal, label: labelOf(held.stored) };
        providerBatchId = await line.api.submit(requests, options);
      } catch (thrown) {
        return this.#notSent(toAbaiError(thrown));
      }
      await held.change({ status: 'submitted', providerBatchId, nextPollAt: held.lookAt(held.stored.polls) });
    });
  }

  async #requests(): Promise<BatchRequest[]> {
    const made = this.#made;
    this.#made = undefined;
    if (made) return made;
    const { work, variant, line, stored } = this.#held;
    return work.chunks.again(variant, line, stored.id);
  }

  /** What surely never arrived is refused or tried again; the rest stays `submitting`, to be looked for. */
  async #notSent(error: AbaiError): Promise<void> {
    const held = this.#held;
    const { part, pace } = held.work;
    part.ports.log.warn('A batch was not submitted.', { batchId: held.stored.id, code: error.code });
    switch (error.code) {
      case 'cancelled':
        return;
      case 'auth':
        await held.change({ status: 'prepared', error: error.message });
        throw new NeedsPerson('key', `${error.message} Then resume the run.`);
      case 'rate-limited': {
        const wait = error.retryAfterMs ?? nextLookMs(pace, this.#refusals);
        this.#refusals += 1;
        const nextPollAt = part.ports.clock.now() + wait;
        await held.change({ status: 'prepared', error: error.message, nextPollAt });
        if (error.retryable && this.#refusals < mostRefusals) return;
        throw new NeedsPerson('refused', `${error.message} Resume the run to submit its batches again.`);
      }
      case 'invalid':
      case 'not-found':
        return held.finish('failed', error);
      default:
        await held.change({ error: error.message });
    }
  }

  /** One step from `submitting`. Throws what the provider's call throws. */
  async reconcile(): Promise<void> {
    const held = this.#held;
    const { part, pace, signal } = held.work;
    const { store, clock } = part.ports;
    const found = await findSubmitted(held.line, held.stored, store, signal);
    if (found === 'none') {
      const settledAt = (held.stored.submittingAt ?? 0) + pace.settleMs;
      if (clock.now() < settledAt) await held.change({ nextPollAt: settledAt });
      else await held.change({ status: 'prepared', nextPollAt: undefined, error: undefined });
    } else if ('id' in found) {
      await held.change({
        status: 'submitted',
        providerBatchId: found.id,
        polls: 0,
        nextPollAt: clock.now(),
        error: undefined,
      });
    } else await held.unclear(`${found.unclear}.`);
  }
}
