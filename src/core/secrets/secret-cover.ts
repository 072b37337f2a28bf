import { AbaiError } from '../../protocol/errors.ts';
import { secretForms } from './secret-forms.ts';
import { withoutRuns } from './secret-runs.ts';

/** Stands in the place of a secret. */
export const mark = '…';
const syntax = /[\\^$.*+?()[\]{}|]/gu;
/** Levels of a value that are looked through: what a model or a server says is no deeper. */
const deepest = 32;

/** Takes secrets out of what a server says, in each form in which it may echo them. */
export class SecretCover {
  readonly #secrets: readonly string[];
  readonly #forms: readonly string[];
  readonly #firsts: ReadonlySet<string>;
  readonly #longest: number;
  readonly #pattern: RegExp;

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
    // The longest first, so that no shorter one leaves the rest of a longer one.
    this.#forms = [...new Set(secrets.flatMap(secretForms))].sort((a, b) => b.length - a.length);
    this.#firsts = new Set(this.#forms.map((form) => form[0]!));
    this.#longest = this.#forms[0]?.length ?? 0;
    this.#pattern = new RegExp(this.#forms.map((form) => form.replace(syntax, '\\$&')).join('|'), 'g');
  }

  get isEmpty(): boolean {
    return this.#forms.length === 0;
  }

  /** Of an answer, where only the whole secret is one. */
  text(text: string): string {
    return this.isEmpty ? text : text.replace(this.#pattern, mark);
  }

  /** Where secrets stand in the text, in order. */
  *places(text: string): Generator<{ from: number; to: number }, void> {
    for (const { 0: found, index } of text.matchAll(this.#pattern))
      yield { from: index, to: index + found.length };
  }

  /** How many units at the end of the text may be the beginning of a secret. */
  openEnd(text: string): number {
    for (let at = Math.max(0, text.length - this.#longest + 1); at < text.length; at++) {
      if (!this.#firsts.has(text[at]!)) continue;
      const end = text.slice(at);
      if (this.#forms.some((form) => form.startsWith(end))) return end.length;
    }
    return 0;
  }

  /** Every text in a value that came as JSON. */
  value<T>(value: T, depth = 0): T {
    if (this.isEmpty) return value;
    if (typeof value === 'string') return this.text(value) as T;
    if (typeof value !== 'object' || value === null || depth > deepest) return value;
    if (Array.isArray(value)) return value.map((item) => this.value(item, depth + 1)) as T;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.text(name), this.value(item, depth + 1)]),
    ) as T;
  }

  /** Of a server's refusal, where a piece of a secret is one too. */
  refusal(text: string): string {
    // Of a sentence or an address every piece is a common one.
    const inPieces = this.#secrets.filter((secret) => !/\s|:\/\//u.test(secret));
    return inPieces.reduce(withoutRuns, this.text(text));
  }

  /** What is thrown instead of an error that a server's words are in. */
  error(thrown: unknown): unknown {
    if (this.isEmpty || !(thrown instanceof Error)) return thrown;
    const message = this.refusal(thrown.message);
    if (!(thrown instanceof AbaiError)) {
      thrown.message = message;
      thrown.stack = this.refusal(thrown.stack ?? '');
      if (thrown.cause !== undefined) thrown.cause = this.error(thrown.cause);
      return thrown;
    }
    const { code, retryable, retryAfterMs, details, cause } = thrown;
    return new AbaiError(code, message, {
      retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(details === undefined ? {} : { details: this.value(details) }),
      ...(cause === undefined ? {} : { cause: this.error(cause) }),
    });
  }
}
