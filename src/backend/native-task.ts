import { nextLookMs } from '../core/batch-pace.ts';
import type { BatchRequest } from '../core/ports/provider.ts';
import { type AbaiError, toAbaiError } from '../protocol/errors.ts';
import { type HeldBatch, NeedsPerson } from './native-batch.ts';
import { lookAt } from './native-look.ts';
import { NativeSubmit } from './native-submit.ts';
import { timedWait } from './timed-wait.ts';

/** One batch from wherever it stands to its end. Its methods throw `NeedsPerson`, or what the store throws. */
export class NativeTask {
  readonly #held: HeldBatch;
  readonly #submit: NativeSubmit;

  /** `requests` are what was just made of its cells. */
  constructor(held: HeldBatch, requests?: BatchRequest[]) {
    this.#held = held;
    this.#submit = new NativeSubmit(held, requests);
  }

  /** Until the provider has it or never will, or until it was stopped. */
  async submit(): Promise<void> {
    for (;;) {
      const { status } = this.#held.stored;
      if (status !== 'prepared' && status !== 'submitting') return;
      if (!(await this.#due())) return;
      if (status === 'prepared') await this.#submit.send();
      else
        await this.#trying(
          () => this.#submit.reconcile(),
          (error) => this.#held.unclear(error.message),
        );
    }
  }

  /** Until it is over or was stopped. */
  async run(): Promise<void> {
    for (;;) {
      await this.submit();
      const { status } = this.#held.stored;
      if (status === 'ambiguous') await this.#undecided();
      else if (status !== 'submitted' && status !== 'running' && status !== 'cancelling') return;
      else if (await this.#due()) {
        await this.#trying(
          () => lookAt(this.#held),
          (error) => this.#held.finish('failed', error),
        );
      } else return;
    }
  }

  async #undecided(): Promise<void> {
    const { stored, line } = this.#held;
    if (stored.cancelAsked) return this.#held.finish('cancelled');
    throw new NeedsPerson(
      'batch',
      `${stored.error ?? 'A submit is unclear.'} Look at your batches at ${line.provider}, then resume the run and say which one it is, or that it never arrived.`,
    );
  }

  /** Waits for its time, and then, visibly, for somebody with the key. False when it was stopped. */
  async #due(): Promise<boolean> {
    const { line, work, stored } = this.#held;
    const { clock } = work.part.ports;
    await timedWait(clock, (stored.nextPollAt ?? 0) - clock.now(), work.signal);
    if (work.signal.aborted) return false;
    let telling = Promise.resolve();
    try {
      await line.ready(work.signal, (reason) => {
        work.part.ledger.waitsForKey(stored.id, reason);
        telling = this.#held.change({ error: reason });
      });
    } catch (thrown) {
      if (!work.signal.aborted) throw thrown;
    } finally {
      work.part.ledger.waitsForKey(stored.id, undefined);
      await telling;
    }
    return !work.signal.aborted;
  }

  /** What fails is done again later, unless a person has to do something, or the provider refuses for good. */
  async #trying(step: () => Promise<void>, refused: (error: AbaiError) => Promise<void>): Promise<void> {
    const { work } = this.#held;
    try {
      await step();
    } catch (thrown) {
      if (work.signal.aborted) return;
      const error = toAbaiError(thrown);
      switch (error.code) {
        case 'auth':
          await this.#held.change({ error: error.message });
          throw new NeedsPerson('key', `${error.message} Then resume the run: its batches are kept.`);
        case 'not-found':
        case 'invalid':
          return refused(error);
        case 'internal':
        case 'store':
        case 'conflict':
          throw thrown;
        default: {
          const { polls } = this.#held.stored;
          const wait = Math.max(error.retryAfterMs ?? 0, nextLookMs(work.pace, polls));
          const nextPollAt = work.part.ports.clock.now() + wait;
          await this.#held.change({ error: error.message, polls: polls + 1, nextPollAt });
        }
      }
    }
  }
}
