import type { CallOptions, GenerationRequest, Part, Provider } from '../../core/ports/provider.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { honouredRequest } from '../honoured-request.ts';
import { cancelled } from '../part-stream.ts';
import { demoAnswer } from './answer.ts';
import { demoCapabilities } from './capabilities.ts';
import { paceOf, pause } from './pace.ts';
import { voices } from './voices.ts';

/**
 * Answers made offline from the prompt's words, the same for the same request. Three extras serve tests and benches:
 * `demoTokensPerSecond` (0: no waiting at all), `demoFirstTokenMs` and `demoTokens` (at least so many).
 */
export function createDemo(): Provider {
  return {
    capabilities: demoCapabilities,
    generate,
    listModels: async () => Object.keys(voices).map((id) => ({ id, installed: true })),
    testConnection: async () => 'The demo models are part of A-B/AI and are always ready.',
    countTokens: async (request) => demoAnswer(request).inputTokens,
  };
}

async function* generate(
  asked: GenerationRequest,
  { signal }: CallOptions,
): AsyncGenerator<Part, void, undefined> {
  const { request, warnings } = honouredRequest(asked, demoCapabilities(asked.model));
  const answer = demoAnswer(request);
  for (const warning of warnings) yield { type: 'warning', warning };

  const voice = voices[request.model.id];
  const speed = Number(request.extras?.demoTokensPerSecond ?? voice?.speed ?? 0);
  const pace = paceOf(speed);
  const firstTokenMs = Number(
    request.extras?.demoFirstTokenMs ?? (speed > 0 ? (voice?.firstTokenMs ?? 0) : 0),
  );
  const usage = (outputTokens: number): Part => ({
    type: 'usage',
    usage: { inputTokens: answer.inputTokens, outputTokens, reasoningTokens: answer.thinking.length },
    cost: { usd: 0, basis: 'free' },
  });

  if (firstTokenMs > 0) await pause(firstTokenMs, signal);
  for (const type of ['thinking', 'text'] as const) {
    const tokens = answer[type];
    for (let at = 0; at < tokens.length; at += pace.tokens) {
      if (signal.aborted) throw cancelled();
      if (type === 'text' && answer.cutAfter !== undefined && at >= answer.cutAfter) {
        throw new AbaiError(
          'provider',
          'The answer was cut off before its end because the prompt contains [demo:cut]. What arrived is kept.',
        );
      }
      yield { type, text: tokens.slice(at, at + pace.tokens).join('') };
      if (pace.gapMs > 0) await pause(pace.gapMs, signal);
    }
  }
  if (signal.aborted) throw cancelled();
  if (answer.toolCall !== undefined) yield { type: 'tool-call', call: answer.toolCall };
  yield usage(answer.thinking.length + answer.text.length);
  yield { type: 'end', reason: answer.reason };
}
