import * as z from 'zod';
import { errorCodes } from './errors.ts';

/** How a failure is stored and sent. `message` is a sentence for people; it never holds a secret. */
export const Failure = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  retryable: z.boolean(),
  /** Milliseconds the other side asked us to wait, when it did. */
  retryAfterMs: z.number().optional(),
  /** Ids that help a client go on, for example `{messageId}`. */
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Failure = z.infer<typeof Failure>;
