import { randomUUID } from 'node:crypto';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { LanguageModels } from '../../core/ports/language-models.ts';
import type { CallOptions, GenerationRequest, ListedModel, Part } from '../../core/ports/provider.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { notUnderstood, PartMessageSchema, partOf } from './reverse-answers.ts';
import { askWindow } from './reverse-request.ts';

/** The models of a window in another process: asked by reverse request, answered in parts. */
export class RemoteLanguageModels implements LanguageModels {
  readonly #connected: () => Promise<MessageConnection>;
  readonly #answerMs: number;
  readonly #streams = new Map<string, (part: Part | undefined) => void>();

  constructor(connected: () => Promise<MessageConnection>, answerMs: number) {
    this.#connected = connected;
    this.#answerMs = answerMs;
  }

  /** A notification, as it came. */
  take(message: unknown): void {
    const parsed = PartMessageSchema.safeParse(message);
    if (parsed.success) this.#streams.get(parsed.data.streamId)?.(partOf(parsed.data.part));
  }

  async list(): Promise<ListedModel[]> {
    const options = { gone, answerMs: this.#answerMs };
    const { models } = await askWindow(await this.#connected(), 'language-models:list', {}, options);
    return models;
  }

  async *generate(request: GenerationRequest, { signal }: CallOptions): AsyncIterable<Part> {
    const connection = await this.#connected();
    const streamId = randomUUID();
    const arrived: (Part | undefined)[] = [];
    const state = { over: false };
    let wake = () => {};
    // Fires when nobody reads on, too.
    const stop = new AbortController();
    this.#streams.set(streamId, (part) => {
      arrived.push(part);
      wake();
    });
    const done = askWindow(
      connection,
      'language-models:generate',
      { streamId, request },
      { gone, answerMs: this.#answerMs, isLong: true, signal: AbortSignal.any([signal, stop.signal]) },
    ).finally(() => {
      state.over = true;
      wake();
    });
    // Handled below, when the parts that came before it are told.
    done.catch(() => {});
    try {
      for (;;) {
        if (arrived.length > 0) {
          const part = arrived.shift();
          if (!part) throw notUnderstood();
          yield part;
        } else if (state.over) break;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
      await done;
    } finally {
      this.#streams.delete(streamId);
      stop.abort();
    }
  }
}

function gone(): AbaiError {
  return new AbaiError('unavailable', 'The window whose model was asked is gone. Open it again and retry.');
}
