import { AbaiError } from '../../protocol/errors.ts';
import { lostCharacter } from './text-decoding.ts';

/** Fields that all records together may have: more are no columns but values. */
const mostFields = 2000;

/** Columns of a table by their names, each of which is there once. There can be more of them the further the table is read. */
export class Columns {
  readonly #names: string[] = [];
  readonly #taken = new Set<string>();
  /** The number that the next column of a name gets: many of one name are not counted through each time. */
  readonly #next = new Map<string, number>();
  readonly #fields = new Map<string, number>();
  readonly #warnings: string[] = [];

  get names(): readonly string[] {
    return this.#names;
  }

  /** What was odd about names. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Adds the column for values that are too many for the header. */
  addSurplus(): void {
    this.#take(this.#free(`column ${this.#names.length + 1}`));
  }

  /** Adds a column. Spaces around a name do not count, because no placeholder has them. */
  add(given: string): number {
    const number = this.#names.length + 1;
    const wanted = given.trim();
    const name = this.#free(wanted === '' ? `column ${number}` : wanted);
    if (wanted === '') this.#warnings.push(`Column ${number} has no name and is called "${name}".`);
    else if (name !== wanted)
      this.#warnings.push(`There are several columns "${wanted}"; column ${number} is called "${name}".`);
    if (wanted.includes(lostCharacter)) {
      this.#warnings.push(
        `Characters are lost (�) in the name of column ${number}. Choose the right encoding (--encoding), or save the file anew as UTF-8.`,
      );
    }
    this.#take(name);
    return number - 1;
  }

  /** The column of a field of JSON, by its name and how often that was there in the same record before. */
  ofField(name: string, before: number): number {
    const key = `${before} ${name}`;
    const found = this.#fields.get(key);
    if (found !== undefined) return found;
    if (this.#names.length >= mostFields) {
      throw new AbaiError(
        'invalid',
        `Its records have more than ${mostFields} different fields: they are no rows of one table.`,
      );
    }
    const added = this.add(name);
    this.#fields.set(key, added);
    return added;
  }

  #take(name: string): void {
    this.#taken.add(name);
    this.#names.push(name);
  }

  #free(wanted: string): string {
    if (!this.#taken.has(wanted)) return wanted;
    let number = this.#next.get(wanted) ?? 2;
    while (this.#taken.has(`${wanted} ${number}`)) number += 1;
    this.#next.set(wanted, number + 1);
    return `${wanted} ${number}`;
  }
}
