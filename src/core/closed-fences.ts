/** Markdown that ends with a code block left open, as an answer that was stopped, would swallow what follows: it is closed. */
export function closedFences(content: string): string {
  let open: string | undefined;
  for (const [, fence = '', rest = ''] of content.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    if (open === undefined) {
      if (!(fence.startsWith('`') && rest.includes('`'))) open = fence;
    } else if (fence.startsWith(open) && rest.trim() === '') open = undefined;
  }
  return open === undefined ? content : `${content}${content.endsWith('\n') ? '' : '\n'}${open}`;
}
