import { WholeLines } from './whole-lines.ts';

const endsLine = (piece: string) => piece.includes('\n');

/**
 * The values of a body with one JSON value on each line; blank lines are passed over. Throws SyntaxError on others, and
 * AbaiError `provider` for a line that has no end.
 */
export async function* jsonLines(response: Response): AsyncGenerator<unknown, void, undefined> {
  const decoder = new TextDecoder();
  const rest = new WholeLines();
  for await (const bytes of response.body ?? []) {
    const lines = rest.take(decoder.decode(bytes, { stream: true }), endsLine)?.split('\n');
    if (!lines) continue;
    rest.keep(lines.pop() ?? '');
    for (const line of lines) if (line.trim()) yield JSON.parse(line);
  }
  const last = rest.rest() + decoder.decode();
  if (last.trim()) yield JSON.parse(last);
}
