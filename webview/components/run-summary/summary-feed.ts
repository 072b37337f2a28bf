import type { Failure } from '../../../src/protocol/failure.ts';
import type { PageClient } from '../../connection/page-client.ts';
import { toFailure } from '../../connection/request-failed.ts';
import type { Summary } from './summary-figures.ts';

/** Milliseconds between two looks at a run that fills. */
const pace = 1000;

/** The summary of a run, read anew when the run has moved on: one request at a time, and not more often than `pace`. */
export class SummaryFeed {
  summary: Summary | undefined;
  failure: Failure | undefined;
  readonly #client: Pick<PageClient, 'request'>;
  readonly #changed: () => void;
  #runId: string | undefined;
  #version = -1;
  #busy = false;
  #behind = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Pick<PageClient, 'request'>, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** Follows this run; `updatedAt` tells whether it has moved on. */
  follow({ id, updatedAt }: { id: string; updatedAt: number }): void {
    if (id !== this.#runId) {
      this.stop();
      this.#runId = id;
      this.#busy = false;
      this.summary = undefined;
      this.failure = undefined;
      this.#version = -1;
    }
    if (updatedAt === this.#version) return;
    this.#version = updatedAt;
    if (this.#busy) this.#behind = true;
    else void this.#read(id);
  }

  retry(): void {
    if (this.#runId !== undefined && !this.#busy) void this.#read(this.#runId);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#runId = undefined;
  }

  async #read(id: string): Promise<void> {
    this.#busy = true;
    this.#behind = false;
    try {
      const summary = await this.#client.request('run:summary', { runId: id });
      if (id !== this.#runId) return;
      this.summary = summary;
      this.failure = undefined;
    } catch (thrown) {
      if (id !== this.#runId) return;
      this.failure = toFailure(thrown);
    }
    this.#changed();
    this.#timer = setTimeout(() => {
      this.#busy = false;
      if (this.#behind) void this.#read(id);
    }, pace);
  }
}
