import assert from 'node:assert/strict';
import type { GenerationRequest } from '../../../src/core/ports/provider.ts';
import { anthropicEntry } from '../../../src/providers/anthropic/entry.ts';
import { toWire } from '../../../src/providers/anthropic/to-wire.ts';
import { modelOf } from '../contract.ts';

function wire(modelId: string, more: Partial<GenerationRequest> = {}) {
  return toWire({
    model: modelOf({ entry: anthropicEntry, modelId }),
    turns: [{ role: 'user', content: 'Why?' }],
    ...more,
  });
}
const codes = ({ warnings }: ReturnType<typeof wire>) => warnings.map(({ code }) => code);

describe('providers/anthropic/to-wire', () => {
  it('lets newer models think by effort and older ones by budget', () => {
    const parameters = { thinking: 'medium', maxTokens: 20_000 } as const;
    for (const id of ['claude-opus-5-5', 'claude-sonnet-4-6', 'claude-fable-5', 'claude-haiku-5-5']) {
      const { body } = wire(id, { parameters });
      assert.deepEqual(body.thinking, { type: 'adaptive', display: 'summarized' }, id);
      assert.equal(body.output_config?.effort, 'medium');
    }
    for (const id of ['claude-sonnet-4-5', 'claude-haiku-4-5-20251001', 'claude-opus-4-1']) {
      const { body } = wire(id, { parameters });
      assert.deepEqual(body.thinking, { type: 'enabled', budget_tokens: 8192 }, id);
      assert.equal(body.output_config, undefined);
    }
  });

  it('keeps the thinking budget under the token limit, or leaves thinking out', () => {
    const tight = wire('claude-haiku-4-5', { parameters: { thinking: 'high', maxTokens: 2000 } });
    assert.deepEqual(tight.body.thinking, { type: 'enabled', budget_tokens: 1999 });
    const tooTight = wire('claude-haiku-4-5', { parameters: { thinking: 'high', maxTokens: 1024 } });
    assert.equal(tooTight.body.thinking, undefined);
    assert.deepEqual(codes(tooTight), ['thinking-left-out']);
  });

  it('sends a temperature under the version that takes it, and only then', () => {
    const warm = wire('claude-sonnet-4-6', { parameters: { temperature: 0.3 } });
    assert.equal(warm.body.temperature, 0.3);
    assert.deepEqual(warm.headers, { 'anthropic-version': '2023-06-01' });
    assert.deepEqual(wire('claude-sonnet-4-6').headers, {});
  });

  it('does not send a temperature with thinking, one above 1, or top-p beside it', () => {
    const thinking = wire('claude-sonnet-4-6', { parameters: { temperature: 0.3, thinking: 'low' } });
    assert.equal(thinking.body.temperature, undefined);
    assert.deepEqual(thinking.headers, {});
    assert.deepEqual(codes(thinking), ['temperature-left-out']);
    const hot = wire('claude-sonnet-4-6', { parameters: { temperature: 1.8, topP: 0.5 } });
    assert.equal(hot.body.temperature, 1);
    assert.equal(hot.body.top_p, undefined);
    assert.deepEqual(codes(hot), ['temperature-lowered', 'top-p-left-out']);
  });

  for (const ttl of ['5m', '1h'] as const) {
    it(`marks the system prompt and the conversation for the cache (${ttl})`, () => {
      const { body } = wire('claude-sonnet-5-5', { system: 'Long.', parameters: { promptCaching: ttl } });
      const mark = { type: 'ephemeral', ttl };
      assert.deepEqual(body.system, [{ type: 'text', text: 'Long.', cache_control: mark }]);
      assert.deepEqual(body.cache_control, mark);
    });
  }

  it('puts the answers of several tools into one message and drops empty turns', () => {
    const { body } = wire('claude-sonnet-5-5', {
      tools: [{ name: 'weather', description: 'Forecast', parameters: { type: 'object' } }],
      turns: [
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: '' },
        { role: 'user', content: 'Hello?' },
        {
          role: 'assistant',
          content: 'Looking. \n',
          toolCalls: [
            { id: 'a', name: 'weather', arguments: { city: 'Oslo' } },
            { id: 'b', name: 'weather', arguments: { city: 'Rome' } },
          ],
        },
        { role: 'tool', toolCallId: 'a', name: 'weather', content: 'cold' },
        { role: 'tool', toolCallId: 'b', name: 'weather', content: 'warm' },
      ],
    });
    assert.deepEqual(
      body.messages.map(({ role, content }) => [role, content.length]),
      [
        ['user', 1],
        ['user', 1],
        ['assistant', 3],
        ['user', 2],
      ],
    );
    assert.match(JSON.stringify(body.messages[2]), /"Looking\."/);
  });

  it('says how many searches a question may take', () => {
    const { body } = wire('claude-sonnet-5-5', { parameters: { webSearch: true } });
    assert.deepEqual(body.tools, [{ type: 'web_search_20250305', name: 'web_search', max_uses: 5 }]);
  });

  it('moves constraints that the API refuses into descriptions, and passes a schema on that it cannot read', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 3 } }, required: ['n'] };
    const { body } = wire('claude-sonnet-5-5', { schema: { name: 's', schema } });
    const sent = body.output_config?.format?.schema as {
      additionalProperties: boolean;
      properties: { n: object };
    };
    assert.equal(sent.additionalProperties, false);
    assert.equal('minimum' in sent.properties.n, false);
    assert.deepEqual(
      wire('claude-sonnet-5-5', { schema: { name: 's', schema: {} } }).body.output_config?.format?.schema,
      {},
    );
  });
});
