/** Contents that are too large for a row, as files named by their hash beside the database. */
export interface Media {
  /** Durable when it resolves with the SHA-256 in hex; the same content is kept once. Throws AbaiError `store`. */
  keep(content: Uint8Array): Promise<string>;
  /** Undefined when there is no content of this hash. */
  read(hash: string): Promise<Uint8Array | undefined>;
  /** Removes what no message names and nobody gave since. Milliseconds since epoch; returns how many. */
  sweep(before: number): Promise<number>;
}
