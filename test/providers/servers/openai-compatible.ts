import { chatCompletionsWire } from './chat-completions-wire.ts';
import { isProgram, type LoopbackServer, runAlone, type ServerOptions, startLoopback } from './loopback.ts';

/** Speaks Chat Completions and a model list, as vLLM, LM Studio, llama.cpp and OpenRouter do. */
export function startOpenAiCompatibleServer(options: ServerOptions = {}): Promise<LoopbackServer> {
  return startLoopback(chatCompletionsWire(), { models: ['local/llama-4', 'qwen-4'], ...options });
}

if (isProgram(import.meta.url)) await runAlone(startOpenAiCompatibleServer);
