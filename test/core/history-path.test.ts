import assert from 'node:assert/strict';
import { turnsUpTo } from '../../src/core/history-path.ts';
import type { Message } from '../../src/protocol/conversations.ts';

const message = (id: string, parentId: string | null, role: Message['role'], content: string): Message => ({
  id,
  conversationId: 'c',
  parentId,
  role,
  content,
  status: 'complete',
  timestamp: 0,
});

describe('the turns up to a message', () => {
  it('follow parents, so other branches stay out', () => {
    const messages = [
      message('s', null, 'system', 'Be brief.'),
      message('u1', 's', 'user', 'Hi'),
      message('a1', 'u1', 'assistant', 'Hello'),
      message('a2', 'u1', 'assistant', 'Hey'),
      message('u2', 'a2', 'user', 'Bye'),
    ];
    assert.deepEqual(turnsUpTo(messages, 'u2'), {
      system: 'Be brief.',
      turns: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hey' },
        { role: 'user', content: 'Bye' },
      ],
    });
  });
  it('leave out answers that never said anything, and end on a circle', () => {
    const messages = [
      message('u1', 'u2', 'user', 'a'),
      message('a1', 'u1', 'assistant', ''),
      message('u2', 'a1', 'user', 'b'),
    ];
    assert.deepEqual(
      turnsUpTo(messages, 'u2').turns.map((turn) => turn.content),
      ['a', 'b'],
    );
  });
});
