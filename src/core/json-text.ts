/**
 * The JSON value in a model's answer: the whole text, or what stands in its one fenced block, or from the first bracket
 * to the last. Undefined when none of these parses.
 */
export function jsonIn(text: string): { value: unknown } | undefined {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)```/iu.exec(text)?.[1];
  const start = text.search(/[[{]/u);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  const bracketed = start >= 0 && end > start ? text.slice(start, end + 1) : undefined;
  for (const candidate of [text, fenced, bracketed]) {
    if (candidate === undefined) continue;
    try {
      return { value: JSON.parse(candidate.trim()) };
    } catch {
      // The next candidate may do.
    }
  }
  return undefined;
}
