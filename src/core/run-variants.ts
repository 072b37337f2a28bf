/** More variants than this are refused: a person cannot compare them, and each is asked for every row. */
export const mostVariants = 8;
/** More than this are warned of. */
export const manyVariants = 4;

/** The sentence for a run that has too many columns. */
export function tooManyVariants(count: number): string {
  return `${count} columns are more than ${mostVariants}: choose fewer models or prompts.`;
}
