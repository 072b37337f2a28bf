import type { Part } from '../ports/provider.ts';
import { mark, type SecretCover } from './secret-cover.ts';

type Words = Extract<Part, { type: 'text' | 'thinking' }>;

/** Units that are told even where they may be the beginning of a secret: most often they are that of a word. */
const toldAtOnce = 3;

/** The parts of an answer without secrets, also where a server says one in several pieces, with others between them. */
export class CoveredParts {
  readonly #cover: SecretCover;
  readonly #words: Readonly<Record<Words['type'], CoveredWords>>;

  constructor(cover: SecretCover) {
    this.#cover = cover;
    this.#words = { thinking: new CoveredWords(cover), text: new CoveredWords(cover) };
  }

  take(part: Part): Part[] {
    if (part.type === 'usage' || part.type === 'media') return [part];
    if (part.type === 'end') return [...this.end(), part];
    // Whoever puts the pieces of an answer together leaves out what stands between them: nothing ends them but its end.
    if (part.type !== 'text' && part.type !== 'thinking') return [this.#cover.value(part)];
    return told(part.type, this.#words[part.type].take(part.text));
  }

  /** What was held back: nothing comes behind it. */
  end(): Part[] {
    const { thinking, text } = this.#words;
    return [...told('thinking', thinking.end()), ...told('text', text.end())];
  }
}

const told = (type: Words['type'], text: string): Part[] => (text === '' ? [] : [{ type, text }]);

/** All that an answer says in one way. */
class CoveredWords {
  readonly #cover: SecretCover;
  /** The last units that were told. */
  #before = '';
  /** Held back until more comes: a secret may have begun. */
  #held = '';

  constructor(cover: SecretCover) {
    this.#cover = cover;
  }

  end(): string {
    const text = this.#held;
    this.#held = '';
    this.#before = '';
    return text;
  }

  take(text: string): string {
    const whole = this.#before + this.#held + text;
    let told = '';
    let at = this.#before.length;
    let free = 0;
    for (const { from, to } of this.#cover.places(whole)) {
      if (to <= at) continue;
      told += whole.slice(at, from) + mark;
      at = to;
      free = to;
    }
    const open = this.#cover.openEnd(whole.slice(free));
    const end = open > toldAtOnce ? Math.max(at, whole.length - open) : whole.length;
    this.#held = whole.slice(end);
    this.#before = whole.slice(Math.max(free, end - toldAtOnce), end);
    return told + whole.slice(at, end);
  }
}
