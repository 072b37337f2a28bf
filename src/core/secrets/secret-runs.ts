/** The shortest run of a secret's characters that counts as a leak. */
const WINDOW = 6;

/**
 * `text` without any run of `WINDOW` or more characters that also stands in `secret`: vendors echo refused keys, whole
 * or with stars in the middle.
 */
export function withoutRuns(text: string, secret: string | undefined): string {
  if (secret === undefined || secret.length === 0) return text;
  if (secret.length < WINDOW) return text.split(secret).join('…');
  const windows = new Set<string>();
  for (let at = 0; at + WINDOW <= secret.length; at++) windows.add(secret.slice(at, at + WINDOW));
  let kept = '';
  let at = 0;
  while (at < text.length) {
    if (!windows.has(text.slice(at, at + WINDOW))) {
      kept += text[at++];
      continue;
    }
    let end = at + WINDOW;
    while (end < text.length && windows.has(text.slice(end - WINDOW + 1, end + 1))) end++;
    kept += '…';
    at = end;
  }
  return kept;
}
