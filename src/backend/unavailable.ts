import { AbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';

/** Methods of the protocol that this version answers with a sentence only, and what they wait for. */
export const comingMethods = {
  'batch:submit': 'Batch runs',
  'batch:submit-native': 'Batch runs',
  'batch:update-status': 'Batch runs',
  'batch:list': 'Batch runs',
  'batch:resolve': 'Batch runs',
  'activity:get': 'The activity overview',
} as const;

export function unavailableHandlers(): Handlers<keyof typeof comingMethods> {
  const refuse = (method: keyof typeof comingMethods) => async (): Promise<never> => {
    throw new AbaiError('unavailable', `${comingMethods[method]} will come in a later version of A-B/AI.`, {
      retryable: false,
    });
  };
  return {
    'batch:submit': refuse('batch:submit'),
    'batch:submit-native': refuse('batch:submit-native'),
    'batch:update-status': refuse('batch:update-status'),
    'batch:list': refuse('batch:list'),
    'batch:resolve': refuse('batch:resolve'),
    'activity:get': refuse('activity:get'),
  };
}
