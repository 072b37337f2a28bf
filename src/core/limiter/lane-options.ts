import type { ProviderId } from '../../protocol/models.ts';
import type { LaneOptions } from './lane.ts';

/** Servers on one's own machine do one thing at a time best, unless the settings say otherwise. */
const oneAtATime: ReadonlySet<ProviderId> = new Set(['ollama', 'comfyui']);

/** Nothing is shared and nothing is billed: the demo models answer as many as ask. */
const unlimited = 1000;

/** So that eight columns of one provider are answered at once. */
const usualStart = 8;
const usualCeiling = 100;

/** How a provider's lane begins: `concurrency` and `requestsPerMinute` are the caps from the settings. */
export function laneOptions(
  provider: ProviderId,
  settings: { concurrency?: number | undefined; requestsPerMinute?: number | undefined } = {},
): LaneOptions {
  if (provider === 'demo') return { start: unlimited, ceiling: settings.concurrency ?? unlimited };
  const alone = oneAtATime.has(provider);
  return {
    start: alone ? 1 : usualStart,
    ceiling: settings.concurrency ?? (alone ? 1 : usualCeiling),
    requestsPerMinute: settings.requestsPerMinute,
  };
}
