/** Of the acknowledged names: those that are not stored. Of the stored: those that are there more than once. */
export function missingOrDoubled(
  acknowledged: readonly string[],
  stored: readonly string[],
): { lost: string[]; doubled: string[] } {
  const counts = new Map<string, number>();
  for (const name of stored) counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    lost: acknowledged.filter((name) => !counts.has(name)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([name]) => name),
  };
}
