import { z } from 'zod';
import { action, empty, query } from './method.ts';

/** Settings of one provider. A key goes in whole and comes out as its last four characters. */
export const ProviderSettings = z.object({
  apiKey: z.string().optional(),
  endpointUrl: z.string().optional(),
  defaultModel: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  concurrency: z.number().int().min(1).max(1000).optional(),
  requestsPerMinute: z.number().int().min(1).optional(),
});
export type ProviderSettings = z.infer<typeof ProviderSettings>;

export const Settings = z.object({ providers: z.record(z.string(), ProviderSettings) });
export type Settings = z.infer<typeof Settings>;

export const settingsMethods = {
  'settings:save': action(z.object({ settings: Settings }), Settings),
  'settings:load': query(empty, Settings),
};
