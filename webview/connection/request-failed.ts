import type { failureRpcCode } from '../../src/protocol/client.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import { said } from '../words/sentence.ts';
import { t } from '../words/translate.ts';

/**
 * What a request of the page rejects with. The page's own class: its failure is whole, and in the page's language.
 */
export class RequestFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'RequestFailed';
    this.failure = failure;
  }
}

const ours: typeof failureRpcCode = -32000;

/** By its name: a file of the page that loads later has a copy of the class. */
function isRequestFailed(thrown: unknown): thrown is RequestFailed {
  return thrown instanceof Error && thrown.name === 'RequestFailed' && 'failure' in thrown;
}

/** Turns whatever a request threw into a failure that can be shown, in the page's language. */
export function toFailure(thrown: unknown): Failure {
  if (isRequestFailed(thrown)) return thrown.failure;
  const { code, data } = (thrown ?? {}) as { code?: number; data?: Failure };
  if (code === ours && data) return { ...data, message: said(data.message) };
  return {
    code: 'unavailable',
    message: t('A-B/AI does not answer. Try again; if that does not help, reload the window.'),
    retryable: true,
  };
}
