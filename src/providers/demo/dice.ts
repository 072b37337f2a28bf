/** Repeatable choices: the same seed text gives the same rolls, on every machine. */
export interface Dice {
  /** A whole number from 0 to `below` - 1. */
  roll(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

export function diceFor(seedText: string): Dice {
  let state = 0x811c9dc5;
  for (let at = 0; at < seedText.length; at++) {
    state = Math.imul(state ^ seedText.charCodeAt(at), 0x01000193);
  }
  // mulberry32
  const roll = (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
  return {
    roll,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('nothing to pick from');
      return items[roll(items.length)] as (typeof items)[number];
    },
  };
}
