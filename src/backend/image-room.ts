/** What a call's images take of the room until the call is over. */
export interface ImageLease {
  /** Characters that they really have, once they are read. */
  shrink(characters: number): void;
  release(): void;
}

interface Waiting {
  size: number;
  enter: (entered: boolean) => void;
}

/** How much of images, as they are sent, is in memory at once: calls beyond that wait, first come, first served. */
export class ImageRoom {
  readonly #most: number;
  readonly #usual: number;
  #held = 0;
  readonly #waiting: Waiting[] = [];

  /** Both in characters: what all may hold, and what is set aside for an image until its size is known. */
  constructor(most: number, usual: number) {
    this.#most = most;
    this.#usual = usual;
  }

  get held(): number {
    return this.#held;
  }

  /** A call with more than everything goes when it is alone. Undefined when the signal came first. */
  async lease(images: number, signal: AbortSignal): Promise<ImageLease | undefined> {
    let size = images * this.#usual;
    if (size > 0 && !(await this.#enter(size, signal))) return undefined;
    return {
      shrink: (characters) => {
        this.#give(size - characters);
        size = characters;
      },
      release: () => {
        this.#give(size);
        size = 0;
      },
    };
  }

  #enter(size: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const one: Waiting = {
        size,
        enter(entered) {
          signal.removeEventListener('abort', leave);
          resolve(entered);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        one.enter(false);
        this.#letIn();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(one);
      this.#letIn();
    });
  }

  #give(size: number): void {
    this.#held -= size;
    this.#letIn();
  }

  #letIn(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (!next || (this.#held > 0 && this.#held + next.size > this.#most)) return;
      this.#waiting.shift();
      this.#held += next.size;
      next.enter(true);
    }
  }
}
