import type { PageClient } from '../connection/page-client.ts';

/** A text field with a caret, such as a textarea. */
export interface Caret {
  value: string;
  selectionStart: number;
  selectionEnd: number;
}

/** Goes through what was asked before, as a shell does: from an empty prompt, and on from a text it has shown. */
export class PromptHistory {
  readonly #client: PageClient;
  /** Newest first; what was written before the first step back stands in front. */
  #texts: readonly string[] = [];
  #at = 0;

  constructor(client: PageClient) {
    this.#client = client;
  }

  /** Whether a step would do something: the caret stands at the end that it would leave, of a text that may be replaced. */
  mayStep(field: Caret, direction: 'back' | 'forth'): boolean {
    const { value, selectionStart, selectionEnd } = field;
    if (selectionStart !== selectionEnd) return false;
    if (direction === 'forth') return this.#shows(value) && selectionEnd === value.length;
    return (value === '' || this.#shows(value)) && (selectionStart === 0 || selectionStart === value.length);
  }

  /** The text before or after the one that is shown; undefined where there is none. */
  async step(shown: string, direction: 'back' | 'forth'): Promise<string | undefined> {
    if (direction === 'back' && !this.#shows(shown)) {
      this.#texts = [shown, ...(await this.#asked())];
      this.#at = 0;
    }
    const next = this.#texts[this.#at + (direction === 'back' ? 1 : -1)];
    if (next === undefined) return undefined;
    this.#at += direction === 'back' ? 1 : -1;
    return next;
  }

  #shows(value: string): boolean {
    return this.#at > 0 && this.#texts[this.#at] === value;
  }

  async #asked(): Promise<readonly string[]> {
    // Without a history there is nothing to go through, and nobody needs to hear why.
    return this.#client.request('comparison:recent-prompts', {}).then(
      ({ prompts }) => prompts,
      () => [],
    );
  }
}
