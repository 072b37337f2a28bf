import assert from 'node:assert/strict';
import type { GenerationRequest } from '../../../src/core/ports/provider.ts';
import { geminiEntry } from '../../../src/providers/gemini/entry.ts';
import { toWire } from '../../../src/providers/gemini/to-wire.ts';
import { modelOf } from '../contract.ts';

function wire(modelId: string, more: Partial<GenerationRequest> = {}) {
  return toWire({
    model: modelOf({ entry: geminiEntry, modelId }),
    turns: [{ role: 'user', content: 'Why?' }],
    ...more,
  });
}
const thinking = (id: string, effort: 'off' | 'low' | 'medium' | 'high') =>
  wire(id, { parameters: { thinking: effort } });

describe('providers/gemini/to-wire', () => {
  it('lets Gemini 2 think by budget and later ones by level', () => {
    assert.deepEqual(thinking('gemini-2.5-pro', 'medium').body.config.thinkingConfig, {
      includeThoughts: true,
      thinkingBudget: 8192,
    });
    for (const id of ['gemini-3.8-flash', 'gemini-4-argon']) {
      assert.deepEqual(thinking(id, 'medium').body.config.thinkingConfig, {
        includeThoughts: true,
        thinkingLevel: 'MEDIUM',
      });
    }
  });

  it('turns thinking off where that goes, else down with a warning', () => {
    assert.deepEqual(thinking('gemini-2.5-flash', 'off').body.config.thinkingConfig, { thinkingBudget: 0 });
    assert.deepEqual(thinking('gemini-2.5-flash', 'off').warnings, []);
    for (const [id, config] of [
      ['gemini-2.5-pro', { thinkingBudget: 128 }],
      ['gemini-3.8-flash', { thinkingLevel: 'MINIMAL' }],
      ['gemini-3.1-pro-preview', { thinkingLevel: 'LOW' }],
    ] as const) {
      const { body, warnings } = thinking(id, 'off');
      assert.deepEqual(body.config.thinkingConfig, config);
      assert.deepEqual(
        warnings.map(({ code }) => code),
        ['thinking-not-off'],
      );
    }
  });

  const toolTurns: GenerationRequest['turns'] = [
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: '',
      toolCalls: [
        { id: 'a', name: 'weather', arguments: { city: 'Oslo' } },
        { id: 'b', name: 'weather', arguments: { city: 'Rome' } },
      ],
    },
    { role: 'tool', toolCallId: 'a', name: 'weather', content: 'cold' },
    { role: 'tool', toolCallId: 'b', name: 'weather', content: 'warm' },
  ];

  it('puts the answers of several tools into one content', () => {
    const { contents } = wire('gemini-3.8-flash', { turns: toolTurns }).body;
    assert.deepEqual(
      contents.map(({ role, parts }) => [role, parts?.length]),
      [
        ['user', 1],
        ['model', 2],
        ['user', 2],
      ],
    );
  });

  it('stands in for the signatures that later models want on calls from history', () => {
    const signed = (id: string) =>
      wire(id, { turns: toolTurns }).body.contents[1]?.parts?.map((part) => part.thoughtSignature);
    assert.deepEqual(signed('gemini-3.8-flash'), ['skip_thought_signature_validator', undefined]);
    assert.deepEqual(signed('gemini-2.5-pro'), [undefined, undefined]);
  });

  it('sends five stop sequences at most', () => {
    const { body, warnings } = wire('gemini-3.8-flash', {
      parameters: { stop: ['a', 'b', 'c', 'd', 'e', 'f'] },
    });
    assert.equal(body.config.stopSequences?.length, 5);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['stop-shortened'],
    );
  });
});
