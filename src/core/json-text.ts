import { fencedBlocks } from './fenced-blocks.ts';

/**
 * The JSON value in a model's answer: the whole text, or what stands in its one fenced block of JSON, or the one object or
 * list among its words. Undefined when there is none, or several of which any might be meant. A part of something that
 * is no JSON, such as of an answer that was cut off, does not count, nor does a reference like `[1]`. Linear in length.
 */
export function jsonIn(text: string): { value: unknown } | undefined {
  const whole = parsed(text);
  if (whole) return whole;
  const { blocks, rest } = fencedBlocks(text);
  const fenced = blocks.flatMap(({ info, content }) => {
    const found = parsed(content);
    const isJson = /^(?:json\w*)?$/iu.test(info);
    return found && (isJson || isComposite(found.value)) ? found : [];
  });
  if (fenced.length > 0) return onlyOne(fenced);
  // A block that should be JSON and is not has no part that is.
  if (blocks.some(({ info, content }) => /^json/iu.test(info) && content.trim() !== '')) return undefined;
  return onlyOne(valuesAmongWords(rest));
}

interface Found {
  value: unknown;
}

function parsed(text: string): Found | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const isComposite = (value: unknown) => typeof value === 'object' && value !== null;

function onlyOne(found: readonly Found[]): Found | undefined {
  const [first, ...others] = found;
  if (!first || others.length === 0) return first;
  const text = JSON.stringify(first.value);
  return others.every(({ value }) => JSON.stringify(value) === text) ? first : undefined;
}

/** What begins like JSON and never ends. */
const jsonBegins = /[[\s]*\{\s*"(?:[^"\\\n]|\\.){0,1000}"\s*:|\[[[\s]*(?:"|-?\d[\d.]*\s*,)/y;

function valuesAmongWords(text: string): Found[] {
  const found: Found[] = [];
  /** Brackets that nothing closes, found on the way from one that is not closed either. */
  const open = new Set<number>();
  // Quotes are read from a bracket on, so another bracket may see them otherwise: no text makes that go on for ever.
  let steps = text.length * 8 + 1000;
  for (let at = nextBracket(text, 0); at >= 0 && steps > 0; ) {
    let next = at + 1;
    if (!open.has(at)) {
      const { end, unclosed, looked } = closingOf(text, at);
      steps -= looked;
      if (end === undefined) {
        jsonBegins.lastIndex = at;
        if (jsonBegins.test(text)) return [];
        for (const each of unclosed) open.add(each);
      } else {
        const value = parsed(text.slice(at, end));
        if (value && isMeant(value.value, text, at, end)) found.push(value);
        next = end;
      }
    }
    at = nextBracket(text, next);
  }
  return found;
}

function nextBracket(text: string, from: number): number {
  bracket.lastIndex = from;
  return bracket.exec(text)?.index ?? -1;
}

interface Closing {
  /** Behind the bracket that closes it; undefined when none does. */
  end?: number;
  unclosed: readonly number[];
  looked: number;
}

const bracket = /[[{]/g;
const significant = /[{}[\]"]/g;
const string = /"(?:[^"\\\n]|\\.)*"/y;

function closingOf(text: string, start: number): Closing {
  const stack: number[] = [];
  /** Behind a quote that its line does not close, quotes up to here mean nothing. */
  let plainUntil = 0;
  significant.lastIndex = start;
  for (let found = significant.exec(text); found; found = significant.exec(text)) {
    const { index } = found;
    const sign = found[0];
    if (sign === '"') {
      if (index < plainUntil) continue;
      string.lastIndex = index;
      if (string.test(text)) significant.lastIndex = string.lastIndex;
      else {
        const lineEnd = text.indexOf('\n', index);
        plainUntil = lineEnd < 0 ? text.length : lineEnd;
      }
    } else if (sign === '{' || sign === '[') stack.push(index);
    else {
      if ((text[stack.at(-1)!] === '{') === (sign === '}')) stack.pop();
      if (stack.length === 0) return { end: index + 1, unclosed: [], looked: index + 1 - start };
    }
  }
  return { unclosed: stack, looked: text.length - start };
}

/** Characters around a bracket that are looked at. */
const sight = 100;

/** Lists of numbers and empty brackets stand in texts as references, boxes to tick and code, but not after a colon. */
function isMeant(value: unknown, text: string, start: number, end: number): boolean {
  const isAlone =
    /(?:^|[\n:])[ \t]*$/.test(text.slice(Math.max(0, start - sight), start)) &&
    /^\.?[ \t]*(?:\r?\n|$)/.test(text.slice(end, end + sight));
  if (!Array.isArray(value)) return isAlone || Object.keys(value as object).length > 0;
  if (/^[([:]/.test(text.slice(end, end + 1))) return false;
  if (value.some((item) => typeof item === 'string' || isComposite(item))) return true;
  return isAlone && value.length !== 1;
}
