/** Written without blanks between words: each character counts as a word of its own. */
const unspaced = String.raw`(?=[\p{L}\p{N}])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*`;
const first = String.raw`(?!${unspaced})[\p{L}\p{N}_]`;
/** Marks and joiners go on with a word and begin none. */
const next = String.raw`(?!${unspaced})[\p{L}\p{N}_\p{M}\u200c\u200d]`;
const spaced = `${first}(?:${next})*(?:['’]${first}(?:${next})*)*`;
/** A sign, with what is joined to it: an emoji of several parts is one. */
const sign = String.raw`[^\p{L}\p{N}_\s](?:[\p{M}\p{Emoji_Modifier}]|\u200d[^\p{L}\p{N}\p{M}_\s])*`;

/** The words of a text as they are written, without signs and blanks. */
export function wordsOf(text: string): string[] {
  return text.match(new RegExp(`${spaced}|${unspaced}`, 'gu')) ?? [];
}

/** A text cut into words and signs. Blanks belong to the token before them. */
export interface Tokens {
  readonly text: string;
  readonly count: number;
  /** Where each token begins, in UTF-16 units, and at the end the length of the text; the first begins at 0. */
  readonly starts: Uint32Array;
  /** The same number for the same token without its blanks. */
  readonly ids: Int32Array;
  /** 1 for words, 0 for signs. */
  readonly isWord: Uint8Array;
}

/** `known` gives each token its number; texts that are to be compared share it. */
export function tokensOf(text: string, known: Map<string, number>): Tokens {
  const starts: number[] = [];
  const ids: number[] = [];
  const words: number[] = [];
  const pattern = new RegExp(`(${spaced}|${unspaced})|${sign}`, 'guy');
  for (let at = 0; at < text.length; ) {
    let { end, isWord } = asciiToken(text, at);
    if (end === undefined) {
      pattern.lastIndex = at;
      const found = pattern.exec(text);
      end = found ? pattern.lastIndex : at;
      isWord = found?.[1] !== undefined;
    }
    if (end === at) {
      at++;
      continue;
    }
    const token = text.slice(at, end);
    let id = known.get(token);
    if (id === undefined) {
      id = known.size;
      known.set(token, id);
    }
    starts.push(starts.length === 0 ? 0 : at);
    ids.push(id);
    words.push(isWord ? 1 : 0);
    at = end;
  }
  starts.push(text.length);
  return {
    text,
    count: ids.length,
    starts: Uint32Array.from(starts),
    ids: Int32Array.from(ids),
    isWord: Uint8Array.from(words),
  };
}

/**
 * Where the token ends that begins here, without the pattern, which takes many times as long: it is the beginning itself
 * for a blank, and undefined where the pattern has to tell.
 */
function asciiToken(text: string, at: number): { end: number | undefined; isWord: boolean } {
  const first = text.charCodeAt(at);
  if (first <= space) return { end: isBlank(first) ? at : undefined, isWord: false };
  let end = at + 1;
  const isWord = isAsciiWord(first);
  if (isWord) while (isAsciiWord(text.charCodeAt(end))) end++;
  const next = text.charCodeAt(end);
  const told = first < 0x80 && !(next >= 0x80) && !(isWord && next === apostrophe);
  return { end: told ? end : undefined, isWord };
}

const space = 0x20;
const apostrophe = 0x27;

function isBlank(unit: number): boolean {
  return unit === space || (unit >= 0x09 && unit <= 0x0d);
}

function isAsciiWord(unit: number): boolean {
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f;
}
