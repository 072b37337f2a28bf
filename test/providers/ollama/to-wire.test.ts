import assert from 'node:assert/strict';
import type { GenerationRequest } from '../../../src/core/ports/provider.ts';
import { ollamaEntry } from '../../../src/providers/ollama/entry.ts';
import { toWire } from '../../../src/providers/ollama/to-wire.ts';
import { modelOf } from '../contract.ts';

function wire(modelId: string, more: Partial<GenerationRequest> = {}) {
  return toWire({
    model: modelOf({ entry: ollamaEntry, modelId }),
    turns: [{ role: 'user', content: 'Why?' }],
    ...more,
  });
}
const thinking = (id: string, effort: 'off' | 'high') => wire(id, { parameters: { thinking: effort } });

describe('providers/ollama/to-wire', () => {
  it('asks for a window that holds prompt and answer', () => {
    assert.equal(wire('gemma4:31b').body.options?.num_ctx, 8192);
    const turns: GenerationRequest['turns'] = [
      { role: 'user', content: 'seventeen words of it '.repeat(2000) },
    ];
    assert.equal(wire('gemma4:31b', { turns }).body.options?.num_ctx, 16_384);
    assert.equal(wire('gemma4:31b', { parameters: { maxTokens: 30_000 } }).body.options?.num_ctx, 32_768);
    assert.equal(wire('gemma4:31b', { extras: { num_ctx: 5000 } }).body.options?.num_ctx, 5000);
  });

  it('stays within the model’s window and says when the prompt does not fit', () => {
    const model = { ...modelOf({ entry: ollamaEntry, modelId: 'gemma4:31b' }), contextSize: 4096 };
    const short = wire('gemma4:31b', { model });
    assert.equal(short.body.options?.num_ctx, 4096);
    assert.deepEqual(short.warnings, []);
    const turns: GenerationRequest['turns'] = [
      { role: 'user', content: 'seventeen words of it '.repeat(2000) },
    ];
    assert.deepEqual(
      wire('gemma4:31b', { model, turns }).warnings.map(({ code }) => code),
      ['prompt-may-be-cut'],
    );
  });

  it('tells gpt-oss an effort and others only whether to think', () => {
    assert.equal(thinking('gpt-oss:20b', 'high').body.think, 'high');
    assert.equal(thinking('gemma4:31b', 'high').body.think, true);
    assert.equal(thinking('gemma4:31b', 'off').body.think, false);
    const off = thinking('gpt-oss:20b', 'off');
    assert.equal(off.body.think, 'low');
    assert.deepEqual(
      off.warnings.map(({ code }) => code),
      ['thinking-not-off'],
    );
  });

  it('passes keep_alive on', () => {
    assert.equal(wire('gemma4:31b', { extras: { keep_alive: '30m' } }).body.keep_alive, '30m');
  });
});
