/** Written without blanks between words: each character counts as a word of its own. */
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*`;
const letter = String.raw`(?!${unspaced})[\p{L}\p{N}\p{M}_]`;
const spaced = `(?:${letter})+(?:['’](?:${letter})+)*`;
/** A sign, with what is joined to it: an emoji of several parts is one. */
const sign = String.raw`[^\p{L}\p{N}\p{M}_\s](?:\p{M}|\u200d\S)*`;

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
  const found = [...text.matchAll(new RegExp(`(${spaced}|${unspaced})|${sign}`, 'gu'))];
  const count = found.length;
  const tokens = {
    text,
    count,
    starts: new Uint32Array(count + 1),
    ids: new Int32Array(count),
    isWord: new Uint8Array(count),
  };
  for (const [at, { 0: token, 1: word, index }] of found.entries()) {
    let id = known.get(token);
    if (id === undefined) {
      id = known.size;
      known.set(token, id);
    }
    tokens.ids[at] = id;
    tokens.isWord[at] = word === undefined ? 0 : 1;
    tokens.starts[at] = at === 0 ? 0 : index;
  }
  tokens.starts[count] = text.length;
  return tokens;
}
