/** A field of a JSON object: its value as text, as it was written. */
export type Field = readonly [name: string, value: string];

const mark = 0x22;
const backslash = 0x5c;

/**
 * The fields of a JSON object in their order, also those that are named twice. Texts are what they say, null is nothing,
 * and all else is as it is written: JavaScript's numbers would change `19.90` and what has more than 15 digits. Undefined
 * for JSON that is no object. Throws SyntaxError for what is no JSON.
 */
export function fieldsOf(text: string): Field[] | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // From here on it is well formed.
  const fields: Field[] = [];
  let at = afterBlank(text, text.indexOf('{') + 1);
  while (text[at] !== '}') {
    const nameEnd = endOfText(text, at);
    const from = afterBlank(text, afterBlank(text, nameEnd) + 1);
    const end = endOfValue(text, from);
    fields.push([JSON.parse(text.slice(at, nameEnd)), valueText(text.slice(from, end))]);
    at = afterBlank(text, end);
    if (text[at] === ',') at = afterBlank(text, at + 1);
  }
  return fields;
}

function valueText(written: string): string {
  if (written === 'null') return '';
  if (written.startsWith('"')) return JSON.parse(written);
  return written.startsWith('{') || written.startsWith('[') ? compact(written) : written;
}

/** Without what stands between its parts, and with its texts in the shortest form. */
function compact(written: string): string {
  let text = '';
  for (let at = afterBlank(written, 0); at < written.length; ) {
    const isText = written.charCodeAt(at) === mark;
    const end = isText ? endOfText(written, at) : at + 1;
    const part = written.slice(at, end);
    text += isText && part.includes('\\') ? JSON.stringify(JSON.parse(part)) : part;
    at = afterBlank(written, end);
  }
  return text;
}

const isBlank = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

function afterBlank(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** Behind the mark that ends the text, which begins at `from`. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  for (let code = text.charCodeAt(at); code !== mark; code = text.charCodeAt(at))
    at += code === backslash ? 2 : 1;
  return at + 1;
}

function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') {
      at = endOfText(text, at) - 1;
      if (depth === 0) return at + 1;
    } else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      // The end of the object itself.
      if (depth === 0) return trimmedEnd(text, at);
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (char === ',' && depth === 0) return trimmedEnd(text, at);
  }
  return text.length;
}

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}
