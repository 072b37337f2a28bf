import type { BatchResult } from '../core/ports/provider.ts';

/** A line of a file of results that is no JSON. */
export class BrokenLine {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * One result of a batch, however broken it came: what cannot be read costs the request that it is of, and no other. With
 * no id that can be found there is nothing to say of it: its request ends without a result.
 */
export function oneResult<Line>(
  line: unknown,
  { provider, idName, read }: { provider: string; idName: string; read: (line: Line) => BatchResult },
): BatchResult | undefined {
  if (!(line instanceof BrokenLine)) {
    try {
      const result = read(line as Line);
      if (isWhole(result)) return result;
    } catch {
      // Told below.
    }
  }
  const customId = idIn(line, idName);
  if (customId === undefined) return undefined;
  const message = `${provider} gave a result for this request that cannot be read. Retry it.`;
  return { customId, outcome: 'failed', code: 'provider', message };
}

function isWhole(result: BatchResult): boolean {
  const text = result.outcome === 'succeeded' ? result.text : result.message;
  return typeof result.customId === 'string' && result.customId !== '' && typeof text === 'string';
}

/** The id of a request, wherever it stands in what is left of its result. */
function idIn(line: unknown, idName: string): string | undefined {
  const text = line instanceof BrokenLine ? line.text : JSON.stringify(line);
  return new RegExp(`"${idName}"\\s*:\\s*"([A-Za-z0-9_-]{1,64})"`, 'u').exec(text ?? '')?.[1];
}
