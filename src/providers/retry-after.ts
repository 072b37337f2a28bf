/** Milliseconds that `retry-after-ms` or `retry-after` (seconds or an HTTP date) ask for; undefined when neither does. */
export function retryAfterMs(headers: Headers | undefined, now: number): number | undefined {
  if (headers === undefined) return undefined;
  const exact = number(headers.get('retry-after-ms'));
  if (exact !== undefined) return exact;
  const header = headers.get('retry-after');
  if (header === null) return undefined;
  const seconds = number(header);
  if (seconds !== undefined) return Math.round(seconds * 1000);
  // Without this, Date.parse would make a year of any number.
  if (!/[a-z]/i.test(header)) return undefined;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Milliseconds of a protobuf duration such as `"33.5s"`. */
export function durationMs(duration: unknown): number | undefined {
  if (typeof duration !== 'string') return undefined;
  const match = /^(\d+(?:\.\d+)?)s$/.exec(duration);
  return match?.[1] === undefined ? undefined : Math.round(Number(match[1]) * 1000);
}

function number(text: string | null): number | undefined {
  if (text === null || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
