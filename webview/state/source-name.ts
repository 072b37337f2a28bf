/** A prompt's source as people name it, such as `parse.ts:10-24`; undefined when there is none. */
export function sourceName(source: unknown): string | undefined {
  const { uri, range } = (source ?? {}) as {
    uri?: unknown;
    range?: { startLine?: unknown; endLine?: unknown };
  };
  if (typeof uri !== 'string') return undefined;
  const file = fileName(uri);
  if (file === '') return undefined;
  const { startLine, endLine } = range ?? {};
  if (typeof startLine !== 'number' || typeof endLine !== 'number') return file;
  return startLine === endLine ? `${file}:${startLine + 1}` : `${file}:${startLine + 1}-${endLine + 1}`;
}

function fileName(uri: string): string {
  const last =
    uri
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
