import { type Change, findChanges } from './token-changes.ts';
import { type Tokens, tokensOf } from './words.ts';

export interface DiffPart {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

export interface WordDiff {
  /** Same and added together are the text after, removed and same that before but for its blanks. */
  parts: DiffPart[];
  /** Words, without signs. */
  added: number;
  removed: number;
}

/** As many words that are the same between two longer changes are shown as changed too: islands are hard to read. */
const islandWords = 3;

/** What changes from one text to another, in words and signs; blanks and line ends alone make no difference. */
export function diffWords(before: string, after: string): WordDiff {
  const known = new Map<string, number>();
  const from = tokensOf(before, known);
  const to = tokensOf(after, known);
  const changes = withoutIslands(findChanges(from.ids, to.ids), from, to);
  const diff: WordDiff = { parts: [], added: 0, removed: 0 };
  const put = (kind: DiffPart['kind'], tokens: Tokens, start: number, end: number): number => {
    if (start < end) diff.parts.push({ kind, text: textOf(tokens, start, end) });
    return countWords(tokens, start, end);
  };
  let shown = 0;
  for (const { fromStart, fromEnd, toStart, toEnd } of changes) {
    put('same', to, shown, toStart);
    diff.removed += put('removed', from, fromStart, fromEnd);
    diff.added += put('added', to, toStart, toEnd);
    shown = toEnd;
  }
  put('same', to, shown, to.count);
  return diff;
}

function withoutIslands(changes: readonly Change[], from: Tokens, to: Tokens): Change[] {
  const kept: Change[] = [];
  for (const change of changes) {
    let current = change;
    for (let last = kept.at(-1); last && isIsland(last, current, from, to); last = kept.at(-1)) {
      kept.pop();
      current = { ...current, fromStart: last.fromStart, toStart: last.toStart };
    }
    kept.push(current);
  }
  return kept;
}

/** Whether what is the same between two changes is too little to be shown as such. */
function isIsland(last: Change, next: Change, from: Tokens, to: Tokens): boolean {
  if (countWords(to, last.toEnd, next.toStart) > islandWords) return false;
  const between = lengthOf(to, last.toEnd, next.toStart);
  return [last, next].every(
    ({ fromStart, fromEnd, toStart, toEnd }) =>
      between <= Math.max(lengthOf(from, fromStart, fromEnd), lengthOf(to, toStart, toEnd)),
  );
}

function lengthOf({ starts }: Tokens, start: number, end: number): number {
  return starts[end]! - starts[start]!;
}

function textOf({ text, starts }: Tokens, start: number, end: number): string {
  return text.slice(starts[start], starts[end]);
}

function countWords({ isWord }: Tokens, start: number, end: number): number {
  let words = 0;
  for (let at = start; at < end; at++) words += isWord[at]!;
  return words;
}
