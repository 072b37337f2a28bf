import * as z from 'zod';
import { action, empty, query, timestamp } from './method.ts';

/** `openai`, `anthropic`, …, `openai-compatible:NAME` for a named endpoint; `#2` … after it for a further key or address. */
const name = z
  .string()
  .regex(
    /^[a-z][a-z-]*(?::[A-Za-z0-9._-]+)?(?:#[2-9])?$/u,
    'write a provider, or openai-compatible:NAME for an endpoint of your own',
  );

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u, 'this is no name of an HTTP header');

/** Settings of one provider. A key goes in whole and comes out as its last four characters. */
export const ProviderSettings = z.object({
  /** Empty removes the key. A masked key, as `settings:load` gives it, leaves the key as it is. */
  apiKey: z.string().max(4096).optional(),
  /** Empty goes back to the provider's own. */
  endpointUrl: z.string().max(2048).optional(),
  defaultModel: z.string().max(256).optional(),
  headers: z.record(headerName, z.string().max(8192)).optional(),
  models: z.array(z.string().min(1).max(256)).max(1000).optional(),
  concurrency: z.number().int().min(1).max(1000).nullable().optional(),
  requestsPerMinute: z.number().int().min(1).max(1_000_000).nullable().optional(),
  allowHttp: z.boolean().optional(),
});
export type ProviderSettings = z.infer<typeof ProviderSettings>;

export const ConnectionTest = z.object({
  status: z.enum(['connected', 'error', 'unknown']),
  /** A sentence: what was reached, or what is wrong and what to do. */
  message: z.string(),
  testedAt: timestamp,
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;

export const ProviderSettingsView = ProviderSettings.extend({
  lastTest: ConnectionTest.optional(),
  /** Where calls go now, and so what a key is bound to. Absent without an address. */
  origin: z.string().optional(),
  /** A key is saved for another address than the present one: it is not used, and wants to be set again. */
  keyElsewhere: z.boolean().optional(),
  /** Names of the fields above that the asking client's own settings or environment decide, before stored ones. */
  decidedByClient: z.array(z.string()).optional(),
});
export type ProviderSettingsView = z.infer<typeof ProviderSettingsView>;

/** By provider; what is not named stays as it is. */
export const Settings = z.object({ providers: z.record(name, ProviderSettings) });
export type Settings = z.infer<typeof Settings>;
export const SettingsView = z.object({ providers: z.record(z.string(), ProviderSettingsView) });
export type SettingsView = z.infer<typeof SettingsView>;

export const settingsMethods = {
  /** Answers what `settings:load` would. */
  'settings:save': action(z.object({ settings: Settings }), SettingsView),
  'settings:load': query(empty, SettingsView),
  /** Forgets key and settings of one provider. */
  'settings:remove': action(z.object({ provider: name }), SettingsView),
  /** Calls the provider and stores what came of it. A refused connection is a result, not an error. */
  'providers:test': action(z.object({ provider: name }), ConnectionTest),
};
