/** A body as it arrives. */
export interface Pieces {
  /** Throws what ended the connection. One call at a time. */
  next(): Promise<IteratorResult<Uint8Array, undefined>>;
  /** Nothing more is wanted: ends the connection, and a call of `next` that waits. */
  return(): Promise<void>;
}

/** An answer of a fetch that can be read without a web stream, which takes a good part of a short call's time. */
export interface PlainAnswer {
  pieces(): Pieces;
}

/** The body of any fetch's answer. */
export function piecesOf(response: Response): Pieces | undefined {
  if ('pieces' in response) return (response as Response & PlainAnswer).pieces();
  const reader = response.body?.getReader();
  return (
    reader && {
      next: () => reader.read() as Promise<IteratorResult<Uint8Array, undefined>>,
      return: () => reader.cancel(),
    }
  );
}
