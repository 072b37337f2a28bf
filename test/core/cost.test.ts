import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseCatalogue } from '../../src/core/catalogue.ts';
import { costOf, pricingAt, sumCosts } from '../../src/core/cost.ts';
import { resolveModel } from '../../src/core/model-reference.ts';
import type { Usage } from '../../src/protocol/generation.ts';
import type { ModelDefinition } from '../../src/protocol/models.ts';

const { models } = parseCatalogue(readFileSync(new URL('../../data/models.json', import.meta.url), 'utf8'));
const shipped = (reference: string) => resolveModel(models, reference);

const at = Date.parse('2026-11-20T12:00:00Z');
const usage = (inputTokens: number, outputTokens: number, more: Partial<Usage> = {}): Usage => ({
  inputTokens,
  outputTokens,
  ...more,
});
const exact = (usd: number) => ({ usd, basis: 'exact' as const });
const unknown = { usd: null, basis: 'unknown' as const };

const model: ModelDefinition = {
  id: 'm',
  name: 'M',
  provider: 'openai',
  description: '',
  contextSize: 1000,
  pricing: { prompt: 2, completion: 10 },
  features: [],
};

describe('costOf, by the vendors’ own rules', () => {
  it('OpenAI: cached tokens are inside the prompt count and reasoning inside the output count', () => {
    // gpt-4o: 2.50 / 1.25 cached / 10. 2,006 prompt tokens of which 1,920 cached, 300 out:
    // 86 x 2.5 + 1920 x 1.25 + 300 x 10 = 5,615 millionths.
    const counted = usage(2006, 300, { cachedInputTokens: 1920, reasoningTokens: 200 });
    assert.deepEqual(costOf(shipped('openai:gpt-4o'), counted, { at }), exact(0.005615));
  });

  it('Anthropic: a 5 minute write costs 1.25 x, an hour 2 x, a read a tenth of the prompt', () => {
    // Sonnet 4.5, 3 / 15: 50 plain + 100,000 read + 1,000 written (5 min) + 2,000 written (1 h) + 500 out:
    // 150 + 30,000 + 3,750 + 12,000 + 7,500 = 53,400 millionths.
    const counted = usage(103_050, 500, {
      cachedInputTokens: 100_000,
      cacheWrite5mTokens: 1000,
      cacheWrite1hTokens: 2000,
    });
    assert.deepEqual(costOf(shipped('anthropic:claude-sonnet-4-5'), counted, { at }), exact(0.0534));
  });

  it('Anthropic and OpenAI: a batch takes half off everything, cache prices too', () => {
    const sonnet = shipped('anthropic:claude-sonnet-4-5');
    const counted = usage(3000, 1000, { cachedInputTokens: 1000, cacheWrite5mTokens: 1000 });
    // (1000 x 3 + 1000 x 0.3 + 1000 x 3.75 + 1000 x 15) / 2 = 11,025 millionths.
    assert.deepEqual(costOf(sonnet, counted, { at, batch: true }), exact(0.011025));
    assert.deepEqual(
      costOf(shipped('openai:gpt-4o'), usage(1000, 1000), { at, batch: true }),
      exact(0.00625),
    );
  });

  it('Gemini: a batch spares cached reads', () => {
    // 2.5 Flash, 0.30 / 2.50 / read 0.03: (1000 x 0.3 + 1000 x 2.5) / 2 + 1000 x 0.03 = 1,430 millionths.
    const counted = usage(2000, 1000, { cachedInputTokens: 1000 });
    assert.deepEqual(
      costOf(shipped('gemini:gemini-2.5-flash'), counted, { at, batch: true }),
      exact(0.00143),
    );
  });

  it('Gemini: the price of the whole request changes past 200,000 prompt tokens', () => {
    const pro = shipped('gemini:gemini-2.5-pro');
    assert.deepEqual(costOf(pro, usage(200_000, 1000), { at }), exact(0.26));
    // 200,001 x 2.5 + 1000 x 15, not only the one token above.
    assert.deepEqual(costOf(pro, usage(200_001, 1000), { at }), exact(0.5150025));
  });

  it('counts cached tokens towards the bound of a tier', () => {
    const counted = usage(272_001, 0, { cachedInputTokens: 272_000 });
    // gpt-5.5 above 272,000: 10 and 1 for cached ones.
    assert.deepEqual(costOf(shipped('openai:gpt-5.5'), counted, { at }), exact(0.27201));
  });

  it('Gemini 4 Argon: the launch price ends with November', () => {
    const argon = shipped('gemini:gemini-4-argon');
    const counted = usage(1_000_000, 100_000, { cachedInputTokens: 500_000 });
    const before = Date.parse('2026-11-30T23:59:59.999Z');
    assert.deepEqual(costOf(argon, counted, { at: before }), exact(2.05));
    assert.deepEqual(costOf(argon, counted, { at: before + 1 }), exact(4.1));
  });

  it('adds the fee of each web search, which no batch discount touches', () => {
    const sonnet = shipped('anthropic:claude-sonnet-4-5');
    assert.deepEqual(costOf(sonnet, usage(1000, 0, { searches: 3 }), { at }), exact(0.033));
    assert.deepEqual(costOf(sonnet, usage(1000, 0, { searches: 3 }), { at, batch: true }), exact(0.0315));
    assert.deepEqual(
      costOf(shipped('gemini:gemini-4-argon'), usage(0, 0, { searches: 1 }), { at }),
      exact(0.014),
    );
  });

  it('xAI: the billed cost is preferred to the table; without it a batch is an estimate', () => {
    const grok = shipped('grok:grok-4.7');
    assert.deepEqual(costOf(grok, usage(1000, 1000), { at, reportedUsd: 0.0042 }), exact(0.0042));
    assert.deepEqual(costOf(grok, usage(1000, 1000), { at }), exact(0.008));
    assert.deepEqual(costOf(grok, usage(1000, 1000), { at, batch: true }), {
      usd: 0.0064,
      basis: 'estimated',
    });
  });

  it('is free for demo and local models, whatever is counted', () => {
    const free = { usd: 0, basis: 'free' };
    const counted = usage(1000, 1000, { cachedInputTokens: 10, estimated: true });
    assert.deepEqual(costOf(shipped('demo:sage'), counted, { at }), free);
    assert.deepEqual(costOf(shipped('ollama:gemma3:4b'), counted, { at }), free);
    assert.deepEqual(costOf({ ...model, provider: 'comfyui', pricing: undefined }, counted, { at }), free);
    assert.deepEqual(costOf({ ...model, pricing: { prompt: 0, completion: 0 } }, usage(9, 9), { at }), free);
  });
});

describe('costOf, when something is not known', () => {
  it('is unknown, never zero, without a price', () => {
    assert.deepEqual(costOf({ ...model, pricing: undefined }, usage(10, 10), { at }), unknown);
    assert.deepEqual(costOf({ ...model, pricing: undefined }, usage(0, 0), { at }), unknown);
  });

  it('is unknown when a cache price is missing that the request needs', () => {
    assert.deepEqual(costOf(model, usage(10, 10, { cachedInputTokens: 5 }), { at }), unknown);
    assert.deepEqual(costOf(model, usage(10, 10, { cacheWrite5mTokens: 5 }), { at }), unknown);
    assert.deepEqual(costOf(model, usage(10, 10, { cacheWrite1hTokens: 5 }), { at }), unknown);
    assert.deepEqual(costOf(model, usage(10, 10, { cachedInputTokens: 0 }), { at }), exact(0.00012));
  });

  it('is unknown when a tier leaves a cache price out, even if the base has one', () => {
    const tiered: ModelDefinition = {
      ...model,
      pricing: { prompt: 2, completion: 10, cacheRead: 1 },
      tiers: [{ aboveInputTokens: 100, prompt: 4, completion: 20 }],
    };
    const cached = { cachedInputTokens: 50 };
    assert.deepEqual(costOf(tiered, usage(100, 0, cached), { at }), exact(0.00015));
    assert.deepEqual(costOf(tiered, usage(101, 0, cached), { at }), unknown);
  });

  it('is unknown when searches were made and their fee is not known', () => {
    assert.deepEqual(costOf(model, usage(10, 10, { searches: 1 }), { at }), unknown);
  });

  it('is an estimate when the tokens are', () => {
    const counted = usage(1000, 100, { estimated: true });
    assert.deepEqual(costOf(model, counted, { at }), { usd: 0.003, basis: 'estimated' });
  });

  it('is an upper bound, marked as an estimate, for a batch of unknown discount', () => {
    assert.deepEqual(costOf(model, usage(1000, 0), { at, batch: true }), { usd: 0.002, basis: 'estimated' });
  });

  it('does not get cheaper by counts that do not add up', () => {
    const odd = { ...model, pricing: { prompt: 2, completion: 10, cacheRead: 1 } };
    assert.deepEqual(costOf(odd, usage(10, 0, { cachedInputTokens: 20 }), { at }), exact(0.00002));
  });

  it('is null exactly when it is unknown', () => {
    const tokens = fc.nat(2_000_000);
    const counted = fc.record(
      {
        inputTokens: tokens,
        outputTokens: tokens,
        cachedInputTokens: tokens,
        cacheWrite5mTokens: tokens,
        cacheWrite1hTokens: tokens,
        searches: fc.nat(5),
        estimated: fc.boolean(),
      },
      { requiredKeys: ['inputTokens', 'outputTokens'] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...models), counted, fc.boolean(), (each, counts, batch) => {
        const cost = costOf(each, counts, { at, batch });
        assert.equal(cost.usd === null, cost.basis === 'unknown');
        assert.ok(cost.usd === null || cost.usd >= 0);
      }),
    );
  });
});

describe('pricingAt', () => {
  it('takes the newest change that has begun and keeps what it does not name', () => {
    const changing: ModelDefinition = {
      ...model,
      pricing: { prompt: 1, completion: 2, cacheRead: 0.1 },
      priceChanges: [
        { from: '2026-12-01', pricing: { prompt: 3 } },
        { from: '2027-01-01', pricing: { prompt: 4, completion: 5 } },
      ],
    };
    const on = (day: string) => pricingAt(changing, 1, Date.parse(`${day}T00:00:00Z`));
    assert.deepEqual(on('2026-11-30'), { prompt: 1, completion: 2, cacheRead: 0.1 });
    assert.deepEqual(on('2026-12-01'), { prompt: 3, completion: 2, cacheRead: 0.1 });
    assert.deepEqual(on('2027-06-01'), { prompt: 4, completion: 5, cacheRead: 0.1 });
  });

  it('takes the highest tier that the prompt passes', () => {
    const tiers = [100, 200].map((bound) => ({ aboveInputTokens: bound, prompt: bound, completion: 1 }));
    const price = (inputTokens: number) => pricingAt({ ...model, tiers }, inputTokens, at)?.prompt;
    assert.deepEqual([100, 101, 200, 201].map(price), [2, 100, 100, 200]);
  });
});

describe('sumCosts', () => {
  it('is as certain as the least certain of its parts', () => {
    const estimated = { usd: 0.2, basis: 'estimated' as const };
    const free = { usd: 0, basis: 'free' as const };
    assert.deepEqual(sumCosts([exact(0.1), exact(0.2)]), exact(0.3));
    assert.deepEqual(sumCosts([exact(0.1), free]), exact(0.1));
    assert.deepEqual(sumCosts([estimated, exact(0.1), free]), { usd: 0.3, basis: 'estimated' });
    assert.deepEqual(sumCosts([estimated, unknown]), unknown);
    assert.deepEqual(sumCosts([free, free]), free);
    assert.deepEqual(sumCosts([]), free);
  });
});
