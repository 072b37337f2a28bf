/** What stands between two stretches that are the same: these tokens of the one text, and those of the other instead. */
export interface Change {
  fromStart: number;
  fromEnd: number;
  toStart: number;
  toEnd: number;
}

/** Comparisons of tokens that one difference may cost, roughly; less exact beyond that, but never wrong. */
const budget = 8_000_000;
const leastSteps = 64;

/**
 * The changes that make one sequence of numbers into another, in order: the shortest ones, by Myers' algorithm in linear
 * space. For long sequences that have little in common a search ends early and goes on from the furthest point it found.
 */
export function findChanges(from: Int32Array, to: Int32Array): Change[] {
  const search = new Search(from, to);
  search.run();
  return search.changes();
}

class Search {
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #removed: Uint8Array;
  readonly #added: Uint8Array;
  /** The furthest point on each diagonal, from the beginning and from the end. */
  readonly #ahead: Int32Array;
  readonly #back: Int32Array;
  readonly #zero: number;
  readonly #steps: number;

  constructor(from: Int32Array, to: Int32Array) {
    this.#from = from;
    this.#to = to;
    this.#removed = new Uint8Array(from.length);
    this.#added = new Uint8Array(to.length);
    const diagonals = from.length + to.length + 3;
    this.#ahead = new Int32Array(diagonals);
    this.#back = new Int32Array(diagonals);
    this.#zero = to.length + 1;
    this.#steps = Math.max(leastSteps, Math.floor(budget / diagonals));
  }

  run(): void {
    const boxes: [fromStart: number, fromEnd: number, toStart: number, toEnd: number][] = [
      [0, this.#from.length, 0, this.#to.length],
    ];
    for (let box = boxes.pop(); box; box = boxes.pop()) {
      let [fromStart, fromEnd, toStart, toEnd] = box;
      while (fromStart < fromEnd && toStart < toEnd && this.#from[fromStart] === this.#to[toStart]) {
        fromStart++;
        toStart++;
      }
      while (fromStart < fromEnd && toStart < toEnd && this.#from[fromEnd - 1] === this.#to[toEnd - 1]) {
        fromEnd--;
        toEnd--;
      }
      if (fromStart === fromEnd || toStart === toEnd) {
        this.#removed.fill(1, fromStart, fromEnd);
        this.#added.fill(1, toStart, toEnd);
        continue;
      }
      const [x, y] = this.#split(fromStart, fromEnd, toStart, toEnd);
      boxes.push([fromStart, x, toStart, y], [x, fromEnd, y, toEnd]);
    }
  }

  /** A point of a shortest way through the box, or of a good one; never one of the box's two corners. */
  #split(fromStart: number, fromEnd: number, toStart: number, toEnd: number): [x: number, y: number] {
    const ahead = this.#ahead;
    const back = this.#back;
    const zero = this.#zero;
    const lowest = fromStart - toEnd;
    const highest = fromEnd - toStart;
    const first = fromStart - toStart;
    const last = fromEnd - toEnd;
    const odd = ((first - last) & 1) !== 0;
    let [aheadLow, aheadHigh, backLow, backHigh] = [first, first, last, last];
    ahead[zero + first] = fromStart;
    back[zero + last] = fromEnd;
    for (let step = 1; ; step++) {
      if (aheadLow > lowest) ahead[zero + --aheadLow - 1] = -1;
      else aheadLow++;
      if (aheadHigh < highest) ahead[zero + ++aheadHigh + 1] = -1;
      else aheadHigh--;
      for (let k = aheadHigh; k >= aheadLow; k -= 2) {
        const [left, right] = [ahead[zero + k - 1]!, ahead[zero + k + 1]!];
        let x = left >= right ? left + 1 : right;
        while (x < fromEnd && x - k < toEnd && this.#from[x] === this.#to[x - k]) x++;
        ahead[zero + k] = x;
        if (odd && backLow <= k && k <= backHigh && back[zero + k]! <= x) return [x, x - k];
      }
      if (backLow > lowest) back[zero + --backLow - 1] = 0x7fffffff;
      else backLow++;
      if (backHigh < highest) back[zero + ++backHigh + 1] = 0x7fffffff;
      else backHigh--;
      for (let k = backHigh; k >= backLow; k -= 2) {
        const [left, right] = [back[zero + k - 1]!, back[zero + k + 1]!];
        let x = left < right ? left : right - 1;
        while (x > fromStart && x - k > toStart && this.#from[x - 1] === this.#to[x - k - 1]) x--;
        back[zero + k] = x;
        if (!odd && aheadLow <= k && k <= aheadHigh && x <= ahead[zero + k]!) return [x, x - k];
      }
      if (step < this.#steps) continue;
      const furthest = this.#furthest(ahead, aheadLow, aheadHigh, 1, fromEnd, toEnd);
      const nearest = this.#furthest(back, backLow, backHigh, -1, fromStart, toStart);
      const gone = furthest[0] + furthest[1] - fromStart - toStart;
      const come = fromEnd + toEnd - nearest[0] - nearest[1];
      return come < gone ? furthest : nearest;
    }
  }

  /** The point that lies furthest in a direction, inside the box. */
  #furthest(
    points: Int32Array,
    low: number,
    high: number,
    direction: 1 | -1,
    fromLimit: number,
    toLimit: number,
  ): [x: number, y: number] {
    const inside = direction === 1 ? Math.min : Math.max;
    let best: [number, number] | undefined;
    for (let k = high; k >= low; k -= 2) {
      const y = inside(inside(points[this.#zero + k]!, fromLimit) - k, toLimit);
      const x = y + k;
      if (!best || (x + y - best[0] - best[1]) * direction > 0) best = [x, y];
    }
    return best!;
  }

  changes(): Change[] {
    const changes: Change[] = [];
    const [removed, added] = [this.#removed, this.#added];
    let [x, y] = [0, 0];
    while (x < removed.length || y < added.length) {
      if (removed[x] || added[y]) {
        const [fromStart, toStart] = [x, y];
        while (removed[x]) x++;
        while (added[y]) y++;
        changes.push({ fromStart, fromEnd: x, toStart, toEnd: y });
      } else {
        x++;
        y++;
      }
    }
    return changes;
  }
}
