/** Wrong use of the command line: nothing was called. Ends in exit code 2 with this sentence on standard error. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
