import { randomUUID } from 'node:crypto';
import { CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc/node';
import type { LanguageModels } from '../../core/ports/language-models.ts';
import type { CallOptions, GenerationRequest, ListedModel, Part } from '../../core/ports/provider.ts';
import { failureRpcCode } from '../../protocol/client.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Failure } from '../../protocol/failure.ts';

/** Notification from the window: one part of an answer that it was asked for. */
export const languageModelPart = 'language-models:part';

export interface PartMessage {
  streamId: string;
  part: Part;
}

/** The models of a window in another process: asked by reverse request, answered in parts. */
export class RemoteLanguageModels implements LanguageModels {
  readonly #connected: () => Promise<MessageConnection>;
  readonly #streams = new Map<string, (part: Part) => void>();

  constructor(connected: () => Promise<MessageConnection>) {
    this.#connected = connected;
  }

  take({ streamId, part }: PartMessage): void {
    this.#streams.get(streamId)?.(part);
  }

  async list(): Promise<ListedModel[]> {
    const connection = await this.#connected();
    const { models } = await connection
      .sendRequest<{ models: ListedModel[] }>('language-models:list', {})
      .catch(rethrow);
    return models;
  }

  async *generate(request: GenerationRequest, { signal }: CallOptions): AsyncIterable<Part> {
    const connection = await this.#connected();
    const streamId = randomUUID();
    const arrived: Part[] = [];
    const state = { over: false };
    let wake = () => {};
    const cancellation = new CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    this.#streams.set(streamId, (part) => {
      arrived.push(part);
      wake();
    });
    const done = connection
      .sendRequest('language-models:generate', { streamId, request }, cancellation.token)
      .finally(() => {
        state.over = true;
        wake();
      });
    // Handled below, when the parts that came before it are told.
    done.catch(() => {});
    try {
      for (;;) {
        const part = arrived.shift();
        if (part) yield part;
        else if (state.over) break;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
      await done.catch(rethrow);
    } finally {
      this.#streams.delete(streamId);
      signal.removeEventListener('abort', cancel);
      if (!state.over) cancel();
      cancellation.dispose();
    }
  }
}

function rethrow(thrown: unknown): never {
  const { code, data } = thrown as { code?: number; data?: Failure };
  if (code === failureRpcCode && data) throw AbaiError.fromFailure(data);
  throw new AbaiError('unavailable', 'The window whose model was asked is gone. Open it again and retry.', {
    cause: thrown,
  });
}
