import * as z from 'zod';
import { query, timestamp } from './method.ts';

export const Activity = z.object({
  day: z.string(),
  provider: z.string(),
  model: z.string(),
  calls: z.number().int(),
  tokensIn: z.number().int(),
  tokensOut: z.number().int(),
  cost: z.number().nullable(),
});

export const activityMethods = {
  'activity:get': query(
    z.object({ from: timestamp.optional(), to: timestamp.optional(), projectId: z.string().optional() }),
    z.array(Activity),
  ),
};
