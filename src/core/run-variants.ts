/** More variants than this are refused: a person cannot compare them, and each is asked for every row. */
export const mostVariants = 8;
/** More than this are warned of. */
const manyVariants = 4;

/** Whether a person is to be warned of so many columns. */
export function isManyVariants(count: number): boolean {
  return count > manyVariants;
}

/** The sentence for a run with more columns than a person compares at a glance; undefined when it has not. */
export function manyVariantsWarning(count: number): string | undefined {
  if (!isManyVariants(count)) return undefined;
  return `${count} columns are many to compare: each of them is asked for every row.`;
}

/** The sentence for a run that has too many columns. */
export function tooManyVariants(count: number): string {
  return `${count} columns are more than ${mostVariants}: choose fewer models or prompts.`;
}
