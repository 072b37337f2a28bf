import assert from 'node:assert/strict';
import type { GenerationRequest } from '../../../src/core/ports/provider.ts';
import { openAiEntry } from '../../../src/providers/openai/entry.ts';
import { toWire } from '../../../src/providers/openai/to-wire.ts';
import { modelOf } from '../contract.ts';

function wire(more: Partial<GenerationRequest> = {}, modelId = 'gpt-6-sol') {
  return toWire({
    model: modelOf({ entry: openAiEntry, modelId }),
    turns: [{ role: 'user', content: 'Why?' }],
    ...more,
  });
}
const codes = ({ warnings }: ReturnType<typeof wire>) => warnings.map(({ code }) => code);

describe('providers/openai/to-wire', () => {
  it('streams and stores nothing at the vendor', () => {
    assert.deepEqual(wire().body, {
      model: 'gpt-6-sol',
      input: [{ role: 'user', content: 'Why?' }],
      stream: true,
      store: false,
    });
  });

  it('asks for a summary of the thinking with an effort', () => {
    assert.deepEqual(wire({ parameters: { thinking: 'low' } }).body.reasoning, {
      effort: 'low',
      summary: 'auto',
    });
  });

  it('turns thinking off where that goes, else down with a warning', () => {
    const off = (id: string) => wire({ parameters: { thinking: 'off' } }, id);
    assert.deepEqual(off('gpt-6-sol').body.reasoning, { effort: 'none' });
    assert.deepEqual(off('gpt-5.1').body.reasoning, { effort: 'none' });
    for (const [id, effort] of [
      ['gpt-5-mini', 'minimal'],
      ['gpt-5-2025-08-07', 'minimal'],
      ['o3', 'low'],
    ] as const) {
      assert.deepEqual(off(id).body.reasoning, { effort });
      assert.deepEqual(codes(off(id)), ['thinking-not-off']);
    }
  });

  it('binds the answer to a schema strictly only where that can be', () => {
    const closed = { type: 'object', properties: {}, required: [], additionalProperties: false };
    const format = (schema: Record<string, unknown>) =>
      wire({ schema: { name: 'a schema!', schema } }).body.text?.format;
    assert.deepEqual(format(closed), {
      type: 'json_schema',
      name: 'a_schema_',
      schema: closed,
      strict: true,
    });
    assert.deepEqual(format({ type: 'object' }), {
      type: 'json_schema',
      name: 'a_schema_',
      schema: { type: 'object' },
      strict: false,
    });
  });

  it('says "JSON" in JSON mode when the prompt does not', () => {
    const asked = wire({ parameters: { jsonMode: true } }).body;
    assert.deepEqual(asked.input?.at(-1), { role: 'developer', content: 'Answer with one JSON object.' });
    const said = wire({
      parameters: { jsonMode: true },
      turns: [{ role: 'user', content: 'As json, please.' }],
    }).body;
    assert.equal(said.input?.length, 1);
  });

  it('does not search the web in JSON mode, which the API refuses', () => {
    const both = wire({ parameters: { jsonMode: true, webSearch: true } });
    assert.equal(both.body.tools, undefined);
    assert.deepEqual(codes(both), ['web-search-left-out']);
    assert.deepEqual(wire({ parameters: { webSearch: true } }).body.tools, [{ type: 'web_search' }]);
  });

  it('raises limits that the API refuses', () => {
    const low = wire({ parameters: { maxTokens: 3 } });
    assert.equal(low.body.max_output_tokens, 16);
    assert.deepEqual(codes(low), ['max-tokens-raised']);
  });

  it('names the cache by what repeats', () => {
    const key = (system: string, content: string) =>
      wire({ system, turns: [{ role: 'user', content }], parameters: { promptCaching: '1h' } }).body
        .prompt_cache_key;
    assert.equal(key('Be kind.', 'One?'), key('Be kind.', 'Two?'));
    assert.notEqual(key('Be kind.', 'One?'), key('Be terse.', 'One?'));
  });
});
