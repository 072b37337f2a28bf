import type { ChatResponse } from 'ollama/browser';
import { WholeLines } from '../whole-lines.ts';

/**
 * The chunks of a streamed chat, all those together that came in one piece: the client's own iterator goes through two
 * generators for each, which costs more than reading it. Ends after the last chunk, or with the body; broken lines are
 * passed over, as the client does. Throws a plain Error with the server's words for an error in the stream. The
 * connection is ended when it is left early.
 */
export async function* chatLines(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<readonly ChatResponse[], void, undefined> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  const rest = new WholeLines();
  let whole = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const piece = done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.take(piece, (text) => done || text.includes('\n'))?.split('\n');
      if (lines === undefined) continue;
      if (!done) rest.keep(lines.pop() as string);
      const chunks: ChatResponse[] = [];
      for (let at = 0; at < lines.length; at++) {
        const chunk = chunkOf(lines[at] as string);
        if (chunk === undefined) continue;
        if ('error' in chunk) {
          if (chunks.length > 0) yield chunks;
          throw new Error(String(chunk.error));
        }
        chunks.push(chunk);
        if (chunk.done) {
          whole = true;
          break;
        }
      }
      if (chunks.length > 0) yield chunks;
      if (done || whole) return;
    }
  } finally {
    if (!whole) reader.cancel().catch(() => undefined);
  }
}

function chunkOf(line: string): ChatResponse | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as ChatResponse;
  } catch {
    return undefined;
  }
}
