import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { closedFences } from '../../src/core/closed-fences.ts';
import { comparisonMarkdown } from '../../src/core/comparison-markdown.ts';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';

const message = (id: string, parentId: string | null, change: Partial<Message>): Message => ({
  id,
  conversationId: 'c',
  parentId,
  role: 'assistant',
  content: '',
  status: 'complete',
  timestamp: 0,
  ...change,
});
const words = {
  you: 'You',
  answer: 'Answer',
  system: 'System Prompt',
  failed: 'It failed.',
  said: (sentence: string) => sentence.replace('refused', 'lehnte ab'),
  attached: (name: string) => `Attached: ${name}`,
};

describe('a comparison as Markdown', () => {
  it('has each model with what its column shows', () => {
    const detail: ComparisonDetail = {
      comparison: {
        id: 'k',
        projectId: 'p',
        name: 'Why\nis it?',
        prompt: 'Why?',
        system: 'Be brief.\n\nBe kind.',
        threads: [
          { conversationId: 'a', model: 'demo:a', modelName: 'A', leafId: 'a2' },
          { conversationId: 'b', model: 'demo:b', modelName: 'B' },
        ],
        createdAt: 0,
        lastUsed: 0,
      },
      messages: {
        a: [
          message('aq', null, {
            role: 'user',
            content: 'Why?',
            attachments: [{ kind: 'text', name: 'a`b.ts', hash: '0'.repeat(64), bytes: 1, tokens: 1 }],
          }),
          message('a1', 'aq', { content: 'Not shown.' }),
          message('a2', 'aq', { content: 'Look:\n```ts\nlet x', status: 'cancelled' }),
        ],
        b: [
          message('bq', null, { role: 'user', content: 'Why?' }),
          message('b1', 'bq', { status: 'failed' }),
          message('b2', 'b1', {
            status: 'failed',
            error: { code: 'auth', message: 'It refused\nthe key.', retryable: false },
          }),
        ],
      },
      seq: 1,
    };
    assert.equal(
      comparisonMarkdown(detail, words),
      [
        '# Why is it?',
        'System Prompt',
        '> Be brief.\n>\n> Be kind.',
        '## A',
        '### You',
        'Why?',
        "Attached: `a'b.ts`",
        '### Answer',
        'Look:\n```ts\nlet x\n```',
        '## B',
        '### You',
        'Why?',
        '### Answer',
        '*It failed.*',
        '### Answer',
        '*It lehnte ab the key.*\n',
      ].join('\n\n'),
    );
  });

  it('closes a block of code that was left open, and no other', () => {
    assert.equal(closedFences('a\n```\nb'), 'a\n```\nb\n```');
    assert.equal(closedFences('~~~~\n```\n~~~~\n'), '~~~~\n```\n~~~~\n');
    assert.equal(closedFences('``` not `code`'), '``` not `code`');
  });
});
