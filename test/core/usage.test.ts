import assert from 'node:assert/strict';
import type { GenerationRequest } from '../../src/core/ports/provider.ts';
import { billedCost, cleanUsage, sumUsages, tokenCount, usageBeside, usageOf } from '../../src/core/usage.ts';
import { Usage } from '../../src/protocol/generation.ts';
import { usageFromWire as anthropic } from '../../src/providers/anthropic/from-wire.ts';
import { usageFromWire as gemini } from '../../src/providers/gemini/from-wire.ts';
import { readChat } from '../../src/providers/ollama/from-wire.ts';
import { usageFromWire as openai } from '../../src/providers/openai/from-wire.ts';
import { usageFromWire as compatible } from '../../src/providers/openai-compatible/from-wire.ts';

/** What servers have sent as a count, and what it is taken for. */
const told: [told: unknown, tokens: number, odd: boolean][] = [
  [7, 7, false],
  ['7', 7, false],
  [' 12 ', 12, false],
  [undefined, 0, false],
  [null, 0, false],
  [12.5, 13, true],
  ['12.5', 13, true],
  [-3, 0, true],
  ['-3', 0, true],
  [Number.NaN, 0, true],
  [Number.POSITIVE_INFINITY, 0, true],
  [1e300, 0, true],
  [2 ** 53 + 2, 0, true],
  ['many', 0, true],
  ['', 0, true],
  [true, 0, true],
  [{}, 0, true],
  [[5], 0, true],
];

/** How each provider's wire says that so much was read and written. */
const wires: Record<string, (count: unknown) => Usage> = {
  openai: (n) => openai({ input_tokens: n, output_tokens: n } as never),
  'openai-compatible': (n) => compatible({ prompt_tokens: n, completion_tokens: n } as never),
  anthropic: (n) => anthropic({ input_tokens: n, output_tokens: n } as never),
  gemini: (n) => gemini({ promptTokenCount: n, candidatesTokenCount: n } as never),
  ollama: (n) => {
    const [part] = readChat().read({
      done: true,
      prompt_eval_count: n ?? null,
      eval_count: n ?? null,
    } as never);
    assert.ok(part?.type === 'usage');
    return part.usage;
  },
};

describe('what a vendor counted', () => {
  it('is taken for whole tokens, or for an estimate', () => {
    for (const [one, tokens, odd] of told) assert.deepEqual(tokenCount(one), { tokens, odd }, String(one));
  });

  for (const [provider, usageOfWire] of Object.entries(wires)) {
    it(`is clean whatever ${provider} sends`, () => {
      for (const [one, tokens, odd] of told) {
        const usage = usageOfWire(one);
        assert.ok(Usage.safeParse(usage).success, `${provider} ${String(one)}: ${JSON.stringify(usage)}`);
        assert.deepEqual([usage.inputTokens, usage.outputTokens], [tokens, tokens], String(one));
        assert.equal(usage.estimated ?? false, odd, String(one));
      }
    });
  }

  it('is added up as numbers, also in quotes', () => {
    const usage = anthropic({
      input_tokens: '7',
      cache_read_input_tokens: '7',
      cache_creation_input_tokens: '7',
      output_tokens: '5',
    } as never);
    assert.deepEqual(usage, {
      inputTokens: 21,
      outputTokens: 5,
      cachedInputTokens: 7,
      cacheWrite5mTokens: 7,
    });
    assert.equal(gemini({ promptTokenCount: '7', toolUsePromptTokenCount: '7' } as never).inputTokens, 14);
  });

  it('is never less than its parts', () => {
    const usage = usageOf({ input: [10], output: [5], cached: 40, reasoning: 9 });
    assert.deepEqual([usage.inputTokens, usage.outputTokens, usage.estimated], [40, 9, true]);
  });

  it('is an estimate where it says zero beside words', () => {
    const request = {
      turns: [{ role: 'user', content: 'Why is the sky blue?' }],
    } as unknown as GenerationRequest;
    const zero = { inputTokens: 0, outputTokens: 0 };
    const both = usageBeside(zero, request, 'Because of Rayleigh.');
    assert.ok(both.inputTokens > 3 && both.outputTokens > 3 && both.estimated);
    assert.deepEqual(usageBeside({ inputTokens: 9, outputTokens: 0 }, request, ''), {
      inputTokens: 9,
      outputTokens: 0,
    });
    assert.deepEqual(cleanUsage({ inputTokens: -1, outputTokens: 2.5 }), {
      inputTokens: 0,
      outputTokens: 3,
      estimated: true,
    });
  });

  it('is summed over tries, as certain as the least certain', () => {
    const one = { inputTokens: 10, outputTokens: 2, cachedInputTokens: 4 };
    assert.deepEqual(sumUsages([one, { ...one, estimated: true }]), {
      inputTokens: 20,
      outputTokens: 4,
      cachedInputTokens: 8,
      estimated: true,
    });
  });

  it('is billed by what can be a price', () => {
    assert.deepEqual(billedCost('0.0012'), { usd: 0.0012, basis: 'exact' });
    assert.deepEqual(billedCost(3e10, 1e10), { usd: 3, basis: 'exact' });
    for (const none of [-0.3, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 'free', null, undefined, {}])
      assert.equal(billedCost(none), undefined, String(none));
  });
});
