interface FencedBlock {
  /** What stands behind the opening fence: usually the language. */
  info: string;
  content: string;
}

/** The fenced code blocks of a Markdown text, and the text without them. A block that is not closed goes to the end. */
export function fencedBlocks(text: string): { blocks: FencedBlock[]; rest: string } {
  const blocks: FencedBlock[] = [];
  const rest: string[] = [];
  let open: { fence: string; info: string; lines: string[] } | undefined;
  const close = () => {
    if (open) blocks.push({ info: open.info, content: open.lines.join('\n') });
    open = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const [, fence, info = ''] = /^\s{0,12}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open) {
      if (fence?.startsWith(open.fence) && info.trim() === '') close();
      else open.lines.push(line);
    } else if (fence === undefined || (fence.startsWith('`') && info.includes('`'))) rest.push(line);
    else open = { fence, info: info.trim(), lines: [] };
  }
  close();
  return { blocks, rest: rest.join('\n') };
}
