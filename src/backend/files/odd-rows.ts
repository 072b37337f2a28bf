/** What can be odd about rows, and what is said about those. */
const sentences = {
  stray: (rows: string) =>
    `A quotation mark stands where none belongs in ${rows}: the value was taken as it is written. Look at it; within a quoted value a mark is written twice ("").`,
  open: (rows: string) =>
    `A quotation mark is opened and never closed in ${rows}. Close it there, or take it away; is the file cut off?`,
  missing: (rows: string) =>
    `There are fewer values than columns in ${rows}: the last ones are empty. Add them, or the separators between them.`,
  blank: (rows: string) =>
    `There is no value at all in ${rows}. They count, and are asked like all others: take them out if they are not meant.`,
  lost: (rows: string) =>
    `Characters are lost (�) in ${rows}. Choose the right encoding (--encoding), or save the file anew as UTF-8.`,
  fields: (rows: string) => `Fields that other rows have are missing in ${rows}: they are empty there.`,
} as const;
export type Oddity = keyof typeof sentences;

/** Rows that are named one by one. */
const mostNamed = 10;

interface Place {
  row: number;
  line: number | undefined;
}

/** Rows that something is odd about. A table of a million of them takes no more memory than one of ten. */
export class OddRows {
  readonly #found = new Map<Oddity | 'surplus', { places: Place[]; count: number }>();
  /** Where the values are that were too many. */
  #surplusColumn = '';

  /** `row` from 1, `line` of the file where that is another number. */
  add(oddity: Oddity, row: number, line?: number): void {
    this.#add(oddity, row, line);
  }

  addSurplus(column: string, row: number, line: number): void {
    this.#surplusColumn = column;
    this.#add('surplus', row, line);
  }

  #add(oddity: Oddity | 'surplus', row: number, line: number | undefined): void {
    const found = this.#found.get(oddity) ?? { places: [], count: 0 };
    found.count += 1;
    if (found.places.length < mostNamed) found.places.push({ row, line });
    this.#found.set(oddity, found);
  }

  /** One for each kind, with the rows. */
  warnings(): string[] {
    return [...this.#found].map(([oddity, { places, count }]) => {
      const rows = namesOf(places, count);
      return oddity === 'surplus'
        ? `There are more values than columns in ${rows}: the further ones are in the column "${this.#surplusColumn}". Put values with the separator in them into quotation marks.`
        : sentences[oddity](rows);
    });
  }
}

function namesOf(places: readonly Place[], count: number): string {
  const more = count > places.length ? ` … (+${count - places.length})` : '';
  const rows = places.map(({ row }) => row).join(', ') + more;
  const lines = places.flatMap(({ line }) => line ?? []).join(', ');
  if (lines === '') return count === 1 ? `row ${rows} of the file` : `rows ${rows} of the file`;
  return count === 1 ? `row ${rows} (line ${lines})` : `rows ${rows} (lines ${lines}${more && ' …'})`;
}
