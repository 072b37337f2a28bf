import type { MessagePatch } from '../core/ports/store.ts';
import type { AnswerText } from './answer-text.ts';
import type { BackendPorts } from './ports.ts';

/** Milliseconds between saves of an answer that is still arriving: what a crash can cost. */
export const checkpointMs = 500;

/** Saves an answer's text while it arrives; skipped while nothing changed, never two at once. */
export class Checkpoints {
  readonly #ports: BackendPorts;
  readonly #messageId: string;
  readonly #answer: AnswerText;
  #dirty = false;
  #cancelTimer: (() => void) | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(ports: BackendPorts, messageId: string, answer: AnswerText) {
    this.#ports = ports;
    this.#messageId = messageId;
    this.#answer = answer;
  }

  changed(): void {
    this.#dirty = true;
    this.#cancelTimer ??= this.#ports.clock.after(checkpointMs, () => {
      this.#saving = this.#save().then(() => {
        this.#cancelTimer = undefined;
        if (this.#dirty) this.changed();
      });
    });
  }

  /** The final transition saves everything, so nothing is saved here. */
  async close(): Promise<void> {
    this.#dirty = false;
    this.#cancelTimer?.();
    await this.#saving;
    this.#cancelTimer?.();
  }

  async #save(): Promise<void> {
    if (!this.#dirty) return;
    this.#dirty = false;
    const { store, clock, log } = this.#ports;
    const { text, thinking } = this.#answer;
    const patch: MessagePatch = thinking === '' ? { content: text } : { content: text, thinking };
    try {
      await store.commit({
        writes: [store.messages.update(this.#messageId, patch, ['generating'])],
        at: clock.now(),
      });
    } catch (thrown) {
      log.warn('A checkpoint could not be saved; the next one will be tried.', { error: thrown });
    }
  }
}
