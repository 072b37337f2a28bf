import assert from 'node:assert/strict';
import type { GenerationRequest } from '../../../src/core/ports/provider.ts';
import { diceFor } from '../../../src/providers/demo/dice.ts';
import { toolCallFor } from '../../../src/providers/demo/tool-call.ts';
import { topicOf } from '../../../src/providers/demo/topic.ts';

describe("the demo models' calls of tools", () => {
  const tool = {
    name: 'read_file',
    description: '',
    parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  };
  const callFor = (prompt: string) =>
    toolCallFor(
      { tools: [tool], turns: [{ role: 'user', content: prompt }] } as unknown as GenerationRequest,
      prompt,
      topicOf('x'),
      diceFor('x'),
    );

  it('take the path from the prompt', () => {
    assert.deepEqual(callFor('Read the file src/core/cost.ts, please.')?.arguments, {
      path: 'src/core/cost.ts',
    });
  });

  it('look for it in linear time', () => {
    const time = (prompt: string) => {
      const start = performance.now();
      callFor(prompt);
      return performance.now() - start;
    };
    for (const piece of ['a', 'a/', '.', '"', 'a.']) {
      const [small, large] = [20_000, 40_000].map((times) => time(`read file ${piece.repeat(times)}`));
      // Twice the text takes twice the time; four times it would be the square.
      assert.ok(large! < small! * 8 + 200, `${piece}: ${small} ms, then ${large} ms`);
    }
  });
});
