import assert from 'node:assert/strict';
import type { Capabilities, GenerationRequest } from '../../src/core/ports/provider.ts';
import { honouredRequest } from '../../src/providers/honoured-request.ts';
import { openAiEntry } from '../../src/providers/openai/entry.ts';
import { modelOf } from './contract.ts';

const all: Capabilities = {
  streaming: true,
  jsonMode: true,
  jsonSchema: true,
  thinking: true,
  webSearch: true,
  promptCaching: true,
  tools: true,
  vision: true,
  images: false,
  batch: true,
  temperature: true,
  seed: true,
  stop: true,
};
const none: Capabilities = {
  ...all,
  jsonMode: 'emulated',
  jsonSchema: 'emulated',
  thinking: false,
  webSearch: false,
  promptCaching: false,
  tools: false,
  vision: false,
  temperature: false,
  seed: false,
  stop: false,
};
const full: GenerationRequest = {
  model: { ...modelOf({ entry: openAiEntry, modelId: 'm' }), maxOutput: 100 },
  system: 'Be kind.',
  turns: [{ role: 'user', content: 'Hi', images: [{ mimeType: 'image/png', data: 'AA' }] }],
  parameters: {
    temperature: 1,
    topP: 0.5,
    seed: 3,
    stop: ['a'],
    thinking: 'low',
    webSearch: true,
    promptCaching: '5m',
    maxTokens: 50,
  },
  tools: [{ name: 't', description: '', parameters: {} }],
};
const codes = (result: ReturnType<typeof honouredRequest>) => result.warnings.map(({ code }) => code);

describe('providers/honoured-request', () => {
  it('passes everything on that the model takes', () => {
    const result = honouredRequest(full, all);
    assert.deepEqual(result.warnings, []);
    assert.deepEqual(result.request, full);
  });

  it('leaves everything else out and says each', () => {
    const result = honouredRequest(full, none);
    assert.deepEqual(codes(result), [
      'temperature-left-out',
      'top-p-left-out',
      'seed-left-out',
      'stop-left-out',
      'thinking-left-out',
      'web-search-left-out',
      'prompt-caching-left-out',
      'tools-left-out',
      'images-left-out',
    ]);
    assert.deepEqual(result.request.parameters, { maxTokens: 50 });
    assert.deepEqual(result.request.turns, [{ role: 'user', content: 'Hi' }]);
    assert.equal(result.request.tools, undefined);
  });

  it('changes nothing of what it was given', () => {
    const before = structuredClone(full);
    honouredRequest({ ...full, schema: { name: 's', schema: {} } }, none);
    assert.deepEqual(full, before);
  });

  it('does not warn when what is off can only be off', () => {
    const parameters = { thinking: 'off', webSearch: false, stop: [] } as const;
    assert.deepEqual(
      codes(
        honouredRequest({ ...full, tools: [], turns: [], parameters: { ...parameters, stop: [] } }, none),
      ),
      [],
    );
  });

  it('asks for JSON in the prompt where there is no switch for it', () => {
    const schema = { name: 's', schema: { type: 'object', title: 'Kettle' } };
    const asked = honouredRequest({ ...full, schema }, { ...all, jsonSchema: 'emulated' });
    assert.deepEqual(codes(asked), ['json-schema-emulated']);
    assert.match(asked.request.system ?? '', /^Be kind\.\n\n.*Kettle/s);
    assert.equal(asked.request.schema, undefined);
    const mode = honouredRequest(
      { ...full, parameters: { jsonMode: true } },
      { ...all, jsonMode: 'emulated' },
    );
    assert.deepEqual(codes(mode), ['json-mode-emulated']);
    assert.match(mode.request.system ?? '', /JSON object/);
  });

  it('keeps limits within what the model has', () => {
    const result = honouredRequest({ ...full, parameters: { maxTokens: 500, stop: ['a', 'b', 'c'] } }, all, {
      maxStops: 2,
    });
    assert.equal(result.request.parameters?.maxTokens, 100);
    assert.deepEqual(result.request.parameters?.stop, ['a', 'b']);
    assert.deepEqual(codes(result), ['stop-shortened', 'max-tokens-lowered']);
  });
});
