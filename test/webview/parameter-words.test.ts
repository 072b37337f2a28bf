import assert from 'node:assert/strict';
import { askedWith } from '../../webview/state/parameter-words.ts';
import { makeDetail } from './fixtures.ts';

describe('webview: how a comparison was asked', () => {
  it('is said of all its models, and of those with parameters of their own', () => {
    const { comparison } = makeDetail({ references: ['demo:swift', 'openai:gpt-4o'] });
    assert.deepEqual(askedWith(comparison), []);
    const [swift, other] = comparison.threads;
    assert.deepEqual(
      askedWith({
        ...comparison,
        parameters: {
          temperature: 0.5,
          topP: 0.9,
          maxTokens: 2000,
          stop: ['\n', 'END'],
          jsonMode: true,
          webSearch: true,
        },
        schema: { type: 'object' },
        tools: ['read_file', 'list_files'],
        threads: [swift!, { ...other!, parameters: { seed: 12_345, thinking: 'high', webSearch: false } }],
      }),
      [
        'temperature 0.5, top P 0.9, at most 2,000 tokens, stops at "\\n" "END", web search, JSON mode, JSON Schema, 2 tools',
        `${other!.modelName}: seed 12345, thinking high, no web search`,
      ],
    );
    assert.deepEqual(askedWith({ ...comparison, tools: ['read_file'] }), ['1 tool']);
  });
});
