import { AbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';

/** Methods of the protocol that this version answers with a sentence only, and what they wait for. */
export const comingMethods = {
  'activity:get': 'The activity overview',
} as const;

export function unavailableHandlers(): Handlers<keyof typeof comingMethods> {
  const refuse = (method: keyof typeof comingMethods) => async (): Promise<never> => {
    throw new AbaiError('unavailable', `${comingMethods[method]} will come in a later version of A-B/AI.`, {
      retryable: false,
    });
  };
  return {
    'activity:get': refuse('activity:get'),
  };
}
