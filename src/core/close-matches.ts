/**
 * The candidates that a mistyped word most likely means, best first, three at most: those that hold it, and those that
 * few edits turn into it. Letter case does not count.
 */
export function closeMatches(word: string, candidates: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 4));
  const scored: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const text = candidate.toLowerCase();
    const within = wanted.length >= 3 && text.includes(wanted);
    // A word that stands inside ranks between one edit and two, so that a plain typo comes first.
    const distance = within ? 1.5 : editDistance(wanted, text, most);
    if (distance <= Math.max(most, 1.5)) scored.push({ candidate, distance });
  }
  return scored
    .sort((a, b) => a.distance - b.distance || a.candidate.length - b.candidate.length)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Edits (insert, delete, replace, swap of neighbours) between two words; anything above `most` comes as `most + 1`. */
export function editDistance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        edits = Math.min(edits, older[column - 2]! + 1);
      }
      current.push(edits);
    }
    older = previous;
    previous = current;
  }
  return Math.min(previous[to.length]!, most + 1);
}
