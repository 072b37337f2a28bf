/** The text is JSON, as far as it goes, and no array. */
export class NoArray extends Error {}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/** How much deeper a character leads. */
function stepOf(code: number): 1 | 0 | -1 {
  // [ and {, ] and }
  if (code === 0x5b || code === 0x7b) return 1;
  return code === 0x5d || code === 0x7d ? -1 : 0;
}

/**
 * The elements of a JSON array as texts, one after the other, so that a long array is never held as a whole. An element
 * is only cut out here: whoever parses it finds what is wrong inside of it. Throws SyntaxError for what is wrong between
 * them and for an element of more than `longest` characters, NoArray for another value.
 */
export async function* arrayElements(pieces: AsyncIterable<string>, longest: number): AsyncGenerator<string> {
  /** What was read of the present element, before this piece. */
  let held = '';
  let depth = 0;
  let inText = false;
  let escaped = false;
  let began = false;
  let ended = false;
  let elements = 0;

  for await (const given of pieces) {
    let piece = given;
    if (!began) {
      held += piece;
      const start = held.search(/\S/u);
      if (start === -1) {
        held = '';
        continue;
      }
      if (held[start] !== '[') {
        // Something else altogether is no JSON; a value alone is.
        if (/^[[{"\dtfn-]/u.test(held.slice(start))) throw new NoArray();
        throw new SyntaxError(`Unexpected "${held[start]}" at the beginning.`);
      }
      began = true;
      piece = held.slice(start + 1);
      held = '';
    }
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (ended) {
        if (/\S/u.test(piece[at]!)) throw new SyntaxError('There is more after the end of the array.');
      } else if (inText) {
        if (escaped) escaped = false;
        else if (code === backslash) escaped = true;
        else if (code === quote) inText = false;
      } else if (code === quote) {
        inText = true;
      } else {
        const step = stepOf(code);
        const isEnd = depth === 0 && step === -1;
        if (isEnd || (depth === 0 && code === comma)) {
          const element = held + piece.slice(from, at);
          held = '';
          from = at + 1;
          ended = isEnd;
          if (element.trim() !== '') {
            elements += 1;
            yield element;
          } else if (!isEnd || elements > 0) {
            throw new SyntaxError(`There is nothing before the "${piece[at]}" after element ${elements}.`);
          }
        }
        if (!isEnd) depth += step;
      }
    }
    held += ended ? '' : piece.slice(from);
    if (held.length > longest)
      throw new SyntaxError(`Element ${elements + 1} does not end within ${longest / 1e6} MB.`);
  }
  if (!began || !ended) throw new SyntaxError('Unexpected end of JSON input.');
}
