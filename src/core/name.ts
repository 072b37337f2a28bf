/** A name for people from the text they wrote: the first line that says something, cut at a word. */
export function nameFrom(text: string, maxLength = 60): string {
  const line =
    text
      .split('\n')
      .map((candidate) => candidate.replace(/\s+/gu, ' ').trim())
      // Marks of a Markdown heading, quote or list are not words.
      .map((candidate) => candidate.replace(/^(?:#{1,6}|>|[-*+]) (?=\S)/u, ''))
      .find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? text.trim().slice(0, maxLength);
  const characters = [...line];
  if (characters.length <= maxLength) return line || 'Untitled';
  const cut = characters.slice(0, maxLength - 1).join('');
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > maxLength / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}
