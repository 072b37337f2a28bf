import { grokBatches } from './grok-batches.ts';
import { isProgram, type LoopbackServer, runAlone, type ServerOptions, startLoopback } from './loopback.ts';
import { responsesWire } from './responses-wire.ts';

/** xAI's Responses API: OpenAI's shape, with the billed cost in the usage. */
export function startGrokServer(options: ServerOptions = {}): Promise<LoopbackServer> {
  const wire = responsesWire({ cost_in_usd_ticks: 37_756_000, num_sources_used: 0 }, grokBatches());
  return startLoopback(wire, { models: ['grok-4.7', 'grok-imagine-image'], ...options });
}

if (isProgram(import.meta.url)) await runAlone(startGrokServer);
