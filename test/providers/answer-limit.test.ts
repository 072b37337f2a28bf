import assert from 'node:assert/strict';
import type { GenerationRequest } from '../../src/core/ports/provider.ts';
import { mostAnswerTokens } from '../../src/core/worst-case.ts';
import type { ModelDefinition, ProviderId } from '../../src/protocol/models.ts';
import { toWire as toAnthropic } from '../../src/providers/anthropic/to-wire.ts';
import { toWire as toGemini } from '../../src/providers/gemini/to-wire.ts';
import { toWire as toGrok } from '../../src/providers/grok/to-wire.ts';
import { toWire as toOpenAi } from '../../src/providers/openai/to-wire.ts';
import { toWire as toCompatible } from '../../src/providers/openai-compatible/to-wire.ts';

/** The limit of an answer's tokens as each provider sends it. */
const sent: [ProviderId, (request: GenerationRequest) => number | null | undefined][] = [
  ['openai', (request) => toOpenAi(request).body.max_output_tokens],
  ['grok', (request) => toGrok(request).body.max_output_tokens],
  ['anthropic', (request) => toAnthropic(request).body.max_tokens],
  ['gemini', (request) => toGemini(request).body.config.maxOutputTokens],
  ['openai-compatible', (request) => toCompatible(request, { kind: 'plain' }).body.max_tokens],
  ['openai-compatible', (request) => toCompatible(request, { kind: 'azure' }).body.max_completion_tokens],
];

/** Vendor options of the settings that would be another limit, were they sent. */
const extras = {
  max_tokens: 1e6,
  max_output_tokens: 1e6,
  max_completion_tokens: 1e6,
  maxOutputTokens: 1e6,
  generationConfig: { maxOutputTokens: 1e6 },
};

describe('the most tokens that an answer is taken to have', () => {
  for (const [provider, limitOf] of sent) {
    it(`is the limit that is sent to ${provider}`, () => {
      for (const maxOutput of [undefined, 8, 4096]) {
        for (const maxTokens of [undefined, 1, 15, 16, 17, 1000, 100_000]) {
          const model: ModelDefinition = {
            id: 'm',
            name: 'm',
            provider,
            description: '',
            contextSize: 100_000,
            features: ['streaming'],
            ...(maxOutput === undefined ? {} : { maxOutput }),
          };
          const parameters = maxTokens === undefined ? {} : { maxTokens };
          const request: GenerationRequest = {
            model,
            turns: [{ role: 'user', content: 'Why?' }],
            parameters,
            extras,
          };
          // Where none is sent, the model's own limit holds.
          const limit = limitOf(request) ?? maxOutput;
          assert.equal(mostAnswerTokens(model, parameters), limit, `${maxTokens} of ${maxOutput}`);
        }
      }
    });
  }
});
