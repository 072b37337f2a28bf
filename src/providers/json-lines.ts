import { WholeLines } from './whole-lines.ts';

const endsLine = (piece: string) => piece.includes('\n');

/**
 * The values of a body with one JSON value on each line; blank lines are passed over. Others are what `broken` makes of
 * them, without which they throw SyntaxError. Throws AbaiError `provider` for a line that has no end.
 */
export async function* jsonLines(
  response: Response,
  broken?: (line: string) => unknown,
): AsyncGenerator<unknown, void, undefined> {
  const parsed = (line: string): unknown => {
    try {
      return JSON.parse(line);
    } catch (error) {
      if (broken) return broken(line);
      throw error;
    }
  };
  const decoder = new TextDecoder();
  const rest = new WholeLines();
  for await (const bytes of response.body ?? []) {
    const lines = rest.take(decoder.decode(bytes, { stream: true }), endsLine)?.split('\n');
    if (!lines) continue;
    rest.keep(lines.pop() ?? '');
    for (const line of lines) if (line.trim()) yield parsed(line);
  }
  const last = rest.rest() + decoder.decode();
  if (last.trim()) yield parsed(last);
}
