/** A sum that is off by less than this is the same sum: binary fractions make noise. */
const noiseUsd = 1e-12;

/** How a call that asked for room came off. `spent`: it fits at no time, as too much is spent. */
export type Room = 'held' | 'spent' | 'stopped';

interface Waiting {
  id: string;
  usd: number;
  settle: (room: Room) => void;
}

/**
 * What a run may spend: the most that each call and each batch on its way can cost is held before it starts, and given back
 * when its cost is known. So nothing that happens later can take the sum past the cap.
 */
export class RunBudget {
  readonly #cap: () => number | undefined;
  readonly #spent: () => number;
  readonly #held = new Map<string, number>();
  #heldUsd = 0;
  #lostUsd = 0;
  #pledges = 0;
  readonly #waiting: Waiting[] = [];

  /** Both in USD. What is held is none of what was spent. */
  constructor(cap: () => number | undefined, spent: () => number) {
    this.#cap = cap;
    this.#spent = spent;
  }

  get cap(): number | undefined {
    return this.#cap();
  }

  /** USD of what is on its way, at most. */
  get heldUsd(): number {
    return this.#heldUsd;
  }

  get spentUsd(): number {
    return this.#spent();
  }

  /** USD that calls may have cost beyond what was counted. */
  get lostUsd(): number {
    return this.#lostUsd;
  }

  /** USD that are gone: what was spent, and what calls of unknown cost may have cost. */
  get goneUsd(): number {
    return this.#spent() + this.#lostUsd;
  }

  /** USD that may still be spent, held or not. */
  get leftUsd(): number {
    return Math.max(0, (this.#cap() ?? Number.POSITIVE_INFINITY) - this.goneUsd);
  }

  /** Holds so much under this id, in place of what it held before. False, with nothing changed, when there is no room. */
  hold(id: string, usd: number): boolean {
    const before = this.#held.get(id) ?? 0;
    const cap = this.#cap();
    if (cap !== undefined && this.goneUsd + this.#heldUsd - before + usd > cap + noiseUsd) return false;
    this.#set(id, usd);
    return true;
  }

  /** Holds what is spent whatever anybody does now, room or not: what a provider has already. */
  claim(id: string, usd: number): void {
    this.#set(id, usd);
  }

  /** Somebody is about to hold, and goes before all who wait; until what this returns is called, once or more often. */
  pledge(): () => void {
    let open = true;
    this.#pledges += 1;
    return () => {
      if (!open) return;
      open = false;
      this.#pledges -= 1;
      this.look();
    };
  }

  /** Waits until there is room, first come, first served. */
  room(id: string, usd: number, signal: AbortSignal): Promise<Room> {
    if (signal.aborted) return Promise.resolve('stopped');
    return new Promise((resolve) => {
      const one: Waiting = {
        id,
        usd,
        settle: (room) => {
          signal.removeEventListener('abort', leave);
          resolve(room);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(one), 1);
        one.settle('stopped');
        this.look();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(one);
      this.look();
    });
  }

  /** Its cost is among what was spent by now, or it cost nothing. */
  release(id: string): void {
    this.#heldUsd = Math.max(0, this.#heldUsd - (this.#held.get(id) ?? 0));
    this.#held.delete(id);
    if (this.#held.size === 0) this.#heldUsd = 0;
    this.look();
  }

  /** So much of what is held may be gone, and nobody will ever know. */
  lose(id: string, usd: number): void {
    this.#lostUsd += usd;
    this.#set(id, Math.max(0, (this.#held.get(id) ?? 0) - usd));
  }

  /** It is over, and nobody knows what it cost: what was held counts as spent. */
  forfeit(id: string): void {
    this.#lostUsd += this.#held.get(id) ?? 0;
    this.release(id);
  }

  /** The cap or what was spent has changed: whoever waits is let in or told that it is in vain. */
  look(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (!next || this.#pledges > 0) return;
      const held = this.hold(next.id, next.usd);
      const cap = this.#cap() ?? Number.POSITIVE_INFINITY;
      // Others on their way may cost less than what is held for them.
      if (!held && this.goneUsd + next.usd <= cap + noiseUsd) return;
      this.#waiting.shift();
      next.settle(held ? 'held' : 'spent');
    }
  }

  #set(id: string, usd: number): void {
    this.#heldUsd += usd - (this.#held.get(id) ?? 0);
    this.#held.set(id, usd);
  }
}
