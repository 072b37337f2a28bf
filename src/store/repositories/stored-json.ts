/**
 * The value of a JSON column, or `otherwise` where the text is none or is of another kind (an object, a list, a text).
 * What is written is checked before; but a file can be damaged or changed by others, and one value that cannot be read
 * may not make everything beside it unreadable.
 */
export function storedJson<T>(text: string, otherwise: T): T {
  try {
    const value: unknown = JSON.parse(text);
    return kindOf(value) === kindOf(otherwise) ? (value as T) : otherwise;
  } catch {
    return otherwise;
  }
}

/** Any value; undefined where the text is no JSON. */
export function storedValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
