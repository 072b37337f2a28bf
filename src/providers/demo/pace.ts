/** Shortest time between two parts, in milliseconds: faster speeds put more tokens into each. */
const SHORTEST_GAP = 16;

export interface Pace {
  /** Tokens in each part. */
  tokens: number;
  /** Milliseconds between parts; 0 does not wait at all. */
  gapMs: number;
}

/** How to emit `speed` tokens a second; 0 is as fast as it goes. */
export function paceOf(speed: number): Pace {
  if (speed <= 0) return { tokens: 8, gapMs: 0 };
  const tokens = Math.max(1, Math.ceil((speed * SHORTEST_GAP) / 1000));
  return { tokens, gapMs: (tokens * 1000) / speed };
}

/** Resolves after `ms` or as soon as the signal aborts, whichever comes first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** `text` in pieces of about a token; together they are the text. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*[^\s]{1,5}|\s+$/gu) ?? [];
}
