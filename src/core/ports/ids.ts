/** A source of unique ids that sort by the time they were made. */
export interface Ids {
  next(): string;
}
