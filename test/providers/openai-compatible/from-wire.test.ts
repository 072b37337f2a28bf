import assert from 'node:assert/strict';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import { readChatCompletions, usageFromWire } from '../../../src/providers/openai-compatible/from-wire.ts';

const chunk = (delta: object, more: object = {}) =>
  ({ choices: [{ index: 0, delta, finish_reason: null }], ...more }) as unknown as ChatCompletionChunk;
const counts = (more: object) => more as CompletionUsage;

describe('providers/openai-compatible/from-wire', () => {
  it('counts reasoning once, whether it is in the completion or on top of it', () => {
    const inside = counts({
      prompt_tokens: 10,
      completion_tokens: 30,
      total_tokens: 40,
      completion_tokens_details: { reasoning_tokens: 20 },
    });
    assert.deepEqual(usageFromWire(inside), { inputTokens: 10, outputTokens: 30, reasoningTokens: 20 });
    const onTop = counts({
      prompt_tokens: 10,
      completion_tokens: 30,
      total_tokens: 60,
      completion_tokens_details: { reasoning_tokens: 20 },
    });
    assert.deepEqual(usageFromWire(onTop), { inputTokens: 10, outputTokens: 50, reasoningTokens: 20 });
  });

  it('takes a cost only from a server that bills in USD', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, cost: 0.0125 };
    const read = (billsUsd: boolean) => readChatCompletions({ billsUsd }).read(chunk({}, { usage }))[0];
    const billed = read(true);
    assert.deepEqual(billed?.type === 'usage' && billed.cost, { usd: 0.0125, basis: 'exact' });
    const plain = read(false);
    assert.equal(plain?.type === 'usage' && plain.cost, undefined);
  });

  it('reads thinking under either of its names', () => {
    const reader = readChatCompletions();
    assert.deepEqual(reader.read(chunk({ reasoning: 'Hm.' })), [{ type: 'thinking', text: 'Hm.' }]);
    assert.deepEqual(reader.read(chunk({ reasoning_content: 'Hm.', content: 'So' })), [
      { type: 'thinking', text: 'Hm.' },
      { type: 'text', text: 'So' },
    ]);
  });

  it('passes on arguments that are not JSON, and says so', () => {
    const reader = readChatCompletions();
    reader.read(
      chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 't', arguments: '{"city": Oslo' } }] }),
    );
    reader.read({
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
    } as unknown as ChatCompletionChunk);
    const parts = reader.finish() ?? [];
    assert.deepEqual(
      parts.map(({ type }) => type),
      ['warning', 'tool-call', 'end'],
    );
    assert.deepEqual(parts[1], {
      type: 'tool-call',
      call: { id: 'a', name: 't', arguments: '{"city": Oslo' },
    });
    assert.deepEqual(parts[2], { type: 'end', reason: 'tool-calls' });
  });

  it('gives citations of a search plugin once each', () => {
    const reader = readChatCompletions();
    const annotations = [{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A' } }];
    assert.equal(reader.read(chunk({ annotations })).length, 1);
    assert.equal(reader.read(chunk({ annotations })).length, 0);
  });
});
