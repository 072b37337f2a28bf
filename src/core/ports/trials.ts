/** What a person wrote that may take any time: a pattern that is searched for in a text, or a JSON Schema for a value. */
export type Trial =
  | { pattern: string; flags: string; text: string }
  | { schema: Readonly<Record<string, unknown>>; value: unknown };

/**
 * `detail` says why it does not fit. `fits` is undefined when the trial took too long or could not be made, for the reason
 * in `detail`; without a reason nobody tried, because the back end is closing.
 */
export interface TrialResult {
  fits: boolean | undefined;
  detail?: string;
}

/**
 * Tries patterns and schemas where they cannot hold up anybody else. Each trial has a second; one that needs longer is
 * ended, and says so.
 */
export interface Trials {
  /** In the order of the trials. Rejects only when no trial can be made at all. */
  run(trials: readonly Trial[]): Promise<TrialResult[]>;
  /** What is wrong with a JSON Schema, or what of it would not be checked; undefined when it can be used. */
  problemOf(schema: Readonly<Record<string, unknown>>): Promise<string | undefined>;
  /** The back end is closing and waits: no trial gets more than a moment any more. */
  hurry(): void;
  /** Whether it was told to: what was not tried is to be tried where the data is opened next. */
  readonly hurries: boolean;
  close(): Promise<void>;
}
