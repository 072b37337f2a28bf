import type { ChatRequest, ChatResponse } from 'ollama/browser';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import type { CallTarget } from '../call-target.ts';
import { chatLines } from './chat-lines.ts';
import { ollamaClient } from './client.ts';
import { ollamaEntry } from './entry.ts';
import { ollamaFailure } from './errors.ts';

/** What one call needs: whom it goes to, how its errors read, and a client that stops with its signal. */
export function ollamaCall(endpoint: EndpointOptions, signal: AbortSignal, model?: string) {
  const target: CallTarget = {
    provider: ollamaEntry.name,
    baseUrl: endpoint.baseUrl,
    startHint: 'Start Ollama (`ollama serve`), or correct its address.',
  };
  if (model !== undefined) target.model = model;
  return {
    signal,
    target: () => target,
    failure: (thrown: unknown) => ollamaFailure(thrown, target),
    /** `own` follows the caller's signal. */
    client: (own?: AbortSignal) => ollamaClient(endpoint, target, own ?? signal),
    /** The client asks; its answer is read here, and the client's iterator never begun. */
    async chat(body: ChatRequest & { stream: true }): Promise<AsyncIterable<readonly ChatResponse[]>> {
      let answer: Response | undefined;
      const client = await ollamaClient(endpoint, target, signal, (response) => {
        answer = response;
      });
      await client.chat(body);
      // The client has thrown for an answer without a body.
      return chatLines(answer?.body as ReadableStream<Uint8Array>);
    },
  };
}
