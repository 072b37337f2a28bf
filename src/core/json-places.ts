/** Text that is no JSON, and where. */
export class JsonProblem extends Error {
  /** UTF-16 units from the beginning. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'JsonProblem';
    this.offset = offset;
  }
}

/** The number of the line, from 1, that an offset is in. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

const token = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\r\n]|\\.)*")|([^\s{}[\],:"]+))/y;

/** Where in a JSON text its parts begin, by their paths: `["profiles", 0, "name"]`. Throws JsonProblem. */
export class JsonPlaces {
  readonly value: unknown;
  readonly #text: string;
  readonly #places = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.value = this.#value([]);
    const rest = this.#text.slice(this.#at).search(/\S/);
    if (rest >= 0) throw new JsonProblem('There is something after the end', this.#at + rest);
  }

  /** Where the part begins, or of a part that is not there, the part that it would be in. */
  offsetOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = this.#places.get(JSON.stringify(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return 0;
  }

  /** The next token and where it begins; nothing is eaten. */
  #next(): { text: string; start: number; end: number } {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (!found) {
      const rest = this.#text.slice(this.#at).search(/\S/);
      if (rest < 0) throw new JsonProblem('The text ends too early', this.#text.length);
      throw new JsonProblem('A text in quotes does not end on its line', this.#at + rest);
    }
    const text = found[1] ?? found[2] ?? found[3] ?? '';
    return { text, start: token.lastIndex - text.length, end: token.lastIndex };
  }

  #expect(...wanted: string[]): string {
    const { text, start, end } = this.#next();
    if (!wanted.includes(text)) {
      throw new JsonProblem(`Expected ${wanted.join(' or ')} instead of ${text.slice(0, 40)}`, start);
    }
    this.#at = end;
    return text;
  }

  #value(path: readonly PropertyKey[]): unknown {
    const { text, start, end } = this.#next();
    if (!this.#places.has(JSON.stringify(path))) this.#places.set(JSON.stringify(path), start);
    if (path.length > 64) throw new JsonProblem('This is nested too deep', start);
    this.#at = end;
    if (text === '{') return this.#object(path);
    if (text === '[') return this.#array(path);
    return this.#literal(text, start);
  }

  #literal(text: string, start: number): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new JsonProblem(`${text.slice(0, 40)} is no JSON value`, start);
    }
  }

  #object(path: readonly PropertyKey[]): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    if (this.#next().text === '}') this.#expect('}');
    else {
      do {
        const { text, start, end } = this.#next();
        if (!text.startsWith('"')) {
          throw new JsonProblem(`Expected a name in double quotes instead of ${text.slice(0, 40)}`, start);
        }
        this.#at = end;
        const name = this.#text.slice(start, end);
        const key = this.#literal(name, start) as string;
        if (entries.some(([other]) => other === key)) throw new JsonProblem(`${name} is there twice`, start);
        // A part of an object begins with its name.
        this.#places.set(JSON.stringify([...path, key]), start);
        this.#expect(':');
        entries.push([key, this.#value([...path, key])]);
      } while (this.#expect(',', '}') === ',');
    }
    return Object.fromEntries(entries);
  }

  #array(path: readonly PropertyKey[]): unknown[] {
    const items: unknown[] = [];
    if (this.#next().text === ']') {
      this.#expect(']');
      return items;
    }
    do items.push(this.#value([...path, items.length]));
    while (this.#expect(',', ']') === ',');
    return items;
  }
}
