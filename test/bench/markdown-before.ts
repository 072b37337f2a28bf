/** Markdown as models write it, headings, lists and code: what stands before a numbered word. */
export function markdownBefore(at: number): string {
  if (at % 400 === 200) return '\n\n```ts\n';
  if (at % 400 === 260) return '\n```\n\n';
  if (at % 60 === 0) return '\n\n## Part\n\n';
  if (at % 15 === 0) return '\n- **item** ';
  return '';
}
