import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isInFlight } from '../../src/core/in-flight.ts';
import { chatStateOf, mayBecome, statesBefore } from '../../src/core/message-state.ts';
import { type Message, messageStatuses } from '../../src/protocol/conversations.ts';

const status = fc.constantFrom(...messageStatuses);

const message = (id: string, more: Partial<Message>): Message => ({
  id,
  conversationId: 'c',
  parentId: null,
  role: 'assistant',
  content: '',
  status: 'complete',
  timestamp: 0,
  ...more,
});
const calls = ['a', 'b'].map((id) => ({ id, name: 'read_file', arguments: {} }));

describe('the states of an answer', () => {
  it('never leave a whole answer, and leave a broken one only to ask again', () => {
    fc.assert(
      fc.property(status, status, (from, to) => {
        if (from === 'complete') assert.equal(mayBecome(from, to), false);
        else if (!isInFlight(from)) assert.equal(mayBecome(from, to), to === 'generating');
        else if (from === 'generating') assert.equal(mayBecome(from, to), true);
      }),
    );
  });
  it('let tools run only after a word, and lead from them to a whole answer or back to the question', () => {
    const following = (from: (typeof messageStatuses)[number]) =>
      messageStatuses.filter((to) => mayBecome(from, to)).sort();
    assert.deepEqual(following('awaiting_tool_approval'), [
      'awaiting_tool_approval',
      'cancelled',
      'complete',
      'running_tools',
    ]);
    assert.deepEqual(following('running_tools'), [
      'awaiting_tool_approval',
      'cancelled',
      'complete',
      'running_tools',
    ]);
  });
  it('guard a stored transition by all the states it may come from', () => {
    assert.deepEqual(statesBefore('complete').sort(), [
      'awaiting_tool_approval',
      'generating',
      'running_tools',
    ]);
    assert.deepEqual(statesBefore('generating').sort(), ['cancelled', 'failed', 'generating', 'interrupted']);
  });
});

describe('the state of a conversation', () => {
  it('is that of the last answer of the branch that is shown', () => {
    assert.deepEqual(chatStateOf([]), { state: 'idle' });
    assert.deepEqual(chatStateOf([message('q', { role: 'user' })]), { state: 'idle' });
    for (const ended of ['failed', 'cancelled', 'interrupted'] as const) {
      assert.deepEqual(chatStateOf([message('q', { role: 'user' }), message('1', { status: ended })]), {
        state: ended,
      });
    }
  });
  it('counts the rounds since the last question, and knows what became of each call', () => {
    const branch = [
      message('0', { toolCalls: calls }),
      message('q', { role: 'user' }),
      message('1', { toolCalls: calls }),
      message('2', {
        status: 'running_tools',
        toolCalls: calls,
        toolResults: [
          { callId: 'a', outcome: 'approved', content: '' },
          { callId: 'b', outcome: 'denied', content: 'Denied.' },
        ],
      }),
    ];
    assert.deepEqual(chatStateOf(branch), {
      state: 'running_tools',
      round: 1,
      calls: [
        { callId: 'a', stage: 'approved' },
        { callId: 'b', stage: 'settled' },
      ],
    });
    const waiting = message('3', { status: 'awaiting_tool_approval', toolCalls: calls });
    assert.deepEqual(chatStateOf([...branch.slice(0, 3), waiting]), {
      state: 'awaiting_tool_approval',
      round: 1,
      calls: [
        { callId: 'a', stage: 'pending' },
        { callId: 'b', stage: 'pending' },
      ],
    });
  });
});
