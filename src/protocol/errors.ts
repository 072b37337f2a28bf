import type { Failure } from './failure.ts';

/** The closed list of failure kinds. Callers branch on these, never on the text of a message. */
export const errorCodes = [
  'invalid',
  'not-found',
  'conflict',
  'auth',
  'rate-limited',
  'unavailable',
  'provider',
  'store',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

const retryableByDefault: ReadonlySet<ErrorCode> = new Set(['rate-limited', 'unavailable', 'provider']);

/** The only error that crosses a layer: a code to branch on and a sentence to show. */
export class AbaiError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      retryable?: boolean;
      retryAfterMs?: number;
      details?: Record<string, unknown>;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AbaiError';
    this.code = code;
    this.retryable = options.retryable ?? retryableByDefault.has(code);
    this.retryAfterMs = options.retryAfterMs;
    this.details = options.details;
  }

  /** The plain form that is stored and sent; the cause stays in this process. */
  toFailure(): Failure {
    const failure: Failure = { code: this.code, message: this.message, retryable: this.retryable };
    if (this.retryAfterMs !== undefined) failure.retryAfterMs = this.retryAfterMs;
    if (this.details !== undefined) failure.details = this.details;
    return failure;
  }

  static fromFailure(failure: Failure): AbaiError {
    return new AbaiError(failure.code, failure.message, failure);
  }
}

/** Anything thrown becomes an AbaiError; what nobody foresaw is `internal` and keeps its text out of reach. */
export function toAbaiError(thrown: unknown): AbaiError {
  if (thrown instanceof AbaiError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new AbaiError('cancelled', 'The request was cancelled.', { cause: thrown });
  }
  return new AbaiError('internal', 'Something went wrong inside A-B/AI. The log has the details.', {
    cause: thrown,
  });
}
