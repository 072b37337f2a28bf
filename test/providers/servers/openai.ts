import { isProgram, type LoopbackServer, runAlone, type ServerOptions, startLoopback } from './loopback.ts';
import { responsesWire } from './responses-wire.ts';

/** Speaks OpenAI's Responses API, its model list, token count, files and batches. */
export function startOpenAiServer(options: ServerOptions = {}): Promise<LoopbackServer> {
  return startLoopback(responsesWire(), {
    models: ['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small'],
    ...options,
  });
}

if (isProgram(import.meta.url)) await runAlone(startOpenAiServer);
