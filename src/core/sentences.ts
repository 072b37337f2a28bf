/** English texts with the same in another language; `{0}` … `{9}` stand for values, in both. */
export type Sentences = Readonly<Record<string, string>>;

/** Characters. What is longer is no sentence of ours. */
const longest = 2000;
/** Sentences within values within sentences. */
const deepest = 5;
/** Literal characters. Texts with fewer, as `{0} is not {1}`, are of numbers only: other people's have the same shape. */
const little = 6;
const aNumber = /^[-+]?[\d.]+(?:e[-+]?\d+)?$/;

/** A text in pieces, with the numbers of the values that stand between them. */
interface Template {
  pieces: readonly string[];
  numbers: readonly string[];
  said: string;
  weight: number;
}

/** `end`: where the template ends in the text, after which a further sentence may come. */
interface Found {
  said: string;
  values: ReadonlyMap<string, string>;
  end: number;
}

/**
 * Gives a function that says a sentence of the back end, which speaks English, in another language. It finds the text
 * that the whole sentence has the shape of, the one with most literal characters if there are several, and says its
 * values in the same way, because a value may be a sentence itself. Several sentences in a row are said one by one, and
 * so is what follows a first word with a colon. What it does not know comes back as it is.
 *
 * It may be given anything: it looks for the literal pieces from left to right and never goes back.
 */
export function sentenceTranslator(sentences: Sentences): (sentence: string) => string {
  const texts = new Map(Object.entries(sentences));
  let templates: readonly Template[] | undefined;

  function find(text: string): Found | undefined {
    templates ??= [...texts].map(templateOf).sort((a, b) => b.weight - a.weight);
    for (const template of templates) {
      const found = findOne(template, text);
      if (found) return found;
    }
    return undefined;
  }

  /** A text that stands between others keeps its blanks: a template may begin with one, after a value that is empty. */
  function say(given: string, depth: number): string {
    const text = given.trim();
    if (text === '' || depth > deepest) return given;
    const exact = texts.get(text);
    if (exact !== undefined) return given.replace(text, () => exact);
    const trimmed = find(text);
    if (trimmed) return given.replace(text, () => sayFound(trimmed, text, depth));
    const found = find(given);
    if (found) return sayFound(found, given, depth);
    const place = /^\s*\S+: /.exec(given)?.[0] ?? '';
    return place === '' ? given : place + say(given.slice(place.length), depth + 1);
  }

  function sayFound({ said, values, end }: Found, text: string, depth: number): string {
    const value = (_: string, number: string) => say(values.get(number) ?? '', depth + 1);
    return said.replace(/\{(\d)\}/g, value) + say(text.slice(end), depth);
  }

  return (sentence) => (texts.size === 0 || sentence.length > longest ? sentence : say(sentence, 0));
}

function templateOf([text, said]: [text: string, said: string]): Template {
  const parts = text.split(/\{(\d)\}/);
  const pieces = parts.filter((_, at) => at % 2 === 0);
  const numbers = parts.filter((_, at) => at % 2 === 1);
  return { pieces, numbers, said, weight: pieces.join('').replaceAll(/\s/g, '').length };
}

function findOne({ pieces, numbers, said, weight }: Template, text: string): Found | undefined {
  const [first = ''] = pieces;
  if (!text.startsWith(first)) return undefined;
  const values = new Map<string, string>();
  let end = first.length;
  for (const [index, number] of numbers.entries()) {
    const piece = pieces[index + 1]!;
    const isLast = index === numbers.length - 1;
    const at = isLast ? placeOfLast(piece, text, end) : text.indexOf(piece, end);
    if (at < end) return undefined;
    const value = text.slice(end, at);
    if (weight < little && !aNumber.test(value)) return undefined;
    values.set(number, value);
    end = at + piece.length;
  }
  const another = text[end] === ' ' && endsSentence(pieces.at(-1)!);
  return end === text.length || another ? { said, values, end } : undefined;
}

/** Where the sentence ends first, if another follows; else at the end of the text. Negative when it is not there. */
function placeOfLast(piece: string, text: string, from: number): number {
  const first = endsSentence(piece) ? text.indexOf(piece, from) : -1;
  if (first >= 0 && text[first + piece.length] === ' ') return first;
  return text.endsWith(piece) ? text.length - piece.length : -1;
}

/** With a word before its stop: a stop alone may be within a value. */
function endsSentence(piece: string): boolean {
  return /\p{L}{2}.*[.!?]$/su.test(piece);
}
