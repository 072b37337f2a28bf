import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { CallTarget } from '../call-target.ts';
import { answerFailure } from '../sdk-failure.ts';
import type { ServerAddress } from './address.ts';

/**
 * Asks for one chat. The wire is plain enough to do without OpenAI's client, which takes more than half of a short
 * call's time. Resolves with the answer when its headers are there; throws AbaiError for an answer that is an error.
 */
export async function postChat(
  send: typeof globalThis.fetch,
  {
    address,
    headers,
    body,
  }: { address: ServerAddress; headers: Headers; body: ChatCompletionCreateParamsStreaming },
  { signal, target }: { signal: AbortSignal; target: CallTarget },
): Promise<Response> {
  const query = new URLSearchParams(address.query).toString();
  const url = `${address.chatBaseUrl(body.model).replace(/\/$/, '')}/chat/completions${query && `?${query}`}`;
  headers.set('content-type', 'application/json');
  headers.set('accept', 'application/json');
  const response = await send(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
  if (!response.ok) throw await answerFailure(response, target);
  return response;
}
