import { AbaiError } from '../protocol/errors.ts';
import { redactText } from '../runtime/redacting-log.ts';
import { safeLine } from './safe-text.ts';

/** One line for standard error about what ended the program. Holds no secret. */
export function failureLine(error: unknown): string {
  if (error instanceof AbaiError) {
    const wayOut =
      error.details?.unopened === undefined
        ? ''
        : ' "abai restore" takes back a backup; "abai start-anew" begins without data and keeps what is there.';
    const more = error.cause === undefined ? '' : ' (ABAI_LOG=debug says more.)';
    return safeLine(redactText(`${error.message}${wayOut}${more}`));
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return safeLine(redactText(`Something went wrong inside A-B/AI (${name}: ${message}).`));
}
