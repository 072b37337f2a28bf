import assert from 'node:assert/strict';
import { geminiEntry } from '../../../src/providers/gemini/entry.ts';
import { collect, contract, modelOf, newKey, ofType } from '../contract.ts';
import { startGeminiServer } from '../servers/gemini.ts';
import type { LoopbackServer, Scenario } from '../servers/loopback.ts';

describe('providers/gemini', () => {
  contract({
    entry: geminiEntry,
    start: startGeminiServer,
    modelId: 'gemini-3.8-flash',
    lacks: ['refusal'],
    sent: {
      system: (body) => body.systemInstruction,
      temperature: (body) => body.generationConfig.temperature,
      maxTokens: (body) => body.generationConfig.maxOutputTokens,
      images: (body) => body.contents,
      tools: (body) => body.tools,
      schema: (body) => body.generationConfig,
      turns: (body) => body.contents,
    },
    usage: {
      scenario: { input: 100, cached: 40, output: 30, reasoning: 10, searches: 2 },
      expected: {
        inputTokens: 100,
        cachedInputTokens: 40,
        outputTokens: 30,
        reasoningTokens: 10,
        searches: 2,
      },
    },
  });

  describe('beyond the contract', () => {
    let server: LoopbackServer;
    const key = newKey();
    beforeEach(async () => {
      server = await startGeminiServer({ key });
    });
    afterEach(() => server.close());

    async function ask(scenario: Scenario, extras?: Record<string, unknown>) {
      server.next(scenario);
      const provider = (await geminiEntry.load())({ baseUrl: server.url, fetch, apiKey: async () => key });
      const model = modelOf({ entry: geminiEntry, modelId: 'gemini-3.8-flash' });
      return collect(
        provider.generate(
          { model, turns: [{ role: 'user', content: 'Hi' }], ...(extras ? { extras } : {}) },
          { signal: new AbortController().signal },
        ),
      );
    }
    const errorOf = (code: number, message: string, details: object[]) => ({
      status: code,
      errorBody: JSON.stringify({ error: { code, message, status: 'X', details } }),
    });

    it('waits as long as the body of a 429 says', async () => {
      const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '33.5s' }];
      const { error } = await ask(errorOf(429, 'Slow down.', details));
      assert.equal(error?.retryAfterMs, 33_500);
      assert.equal(error?.retryable, true);
    });

    for (const violation of [
      { quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: '250' },
      { quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier', quotaValue: '0' },
    ]) {
      it(`does not retry against ${violation.quotaId} of ${violation.quotaValue}`, async () => {
        const details = [
          { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [violation] },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '33s' },
        ];
        const { error } = await ask(errorOf(429, 'Resource exhausted.', details));
        assert.equal(error?.code, 'rate-limited');
        assert.equal(error.retryable, false);
      });
    }

    it('reads a 400 about the key as one', async () => {
      const { error } = await ask(errorOf(400, 'API key not valid.', [{ reason: 'API_KEY_INVALID' }]));
      assert.equal(error?.code, 'auth');
    });

    it('sends safety settings, and says when the prompt is blocked', async () => {
      const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
      await ask({ text: ['Fine.'] }, { safetySettings });
      assert.deepEqual(server.requests[0]?.body.safetySettings, safetySettings);
      const provider = (await geminiEntry.load())({
        baseUrl: server.url,
        apiKey: async () => key,
        fetch: async () =>
          new Response('data: {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}\n\n', {
            headers: { 'content-type': 'text/event-stream' },
          }),
      });
      const model = modelOf({ entry: geminiEntry, modelId: 'gemini-3.8-flash' });
      const answer = await collect(
        provider.generate(
          { model, turns: [{ role: 'user', content: 'Hi' }] },
          { signal: new AbortController().signal },
        ),
      );
      assert.deepEqual(answer.parts.at(-1), { type: 'end', reason: 'content-filter' });
      assert.match(ofType(answer, 'warning')[0]?.warning.message ?? '', /blocked the prompt/);
    });
  });
});
