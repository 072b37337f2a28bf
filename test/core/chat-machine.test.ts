import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ChatEvent,
  type ChatState,
  isAtRest,
  next,
  type OpenCall,
} from '../../src/core/chat-machine.ts';
import { AbaiError } from '../../src/protocol/errors.ts';

const callId = fc.constantFrom('a', 'b', 'c');
const open = fc.record<OpenCall>({
  callId,
  stage: fc.constantFrom('pending' as const, 'approved' as const, 'settled' as const),
});
const event: fc.Arbitrary<ChatEvent> = fc.oneof(
  fc.constantFrom<ChatEvent>(
    { type: 'asked' },
    { type: 'answered' },
    { type: 'failed' },
    { type: 'cancelled' },
    { type: 'stranded' },
  ),
  fc.record({
    type: fc.constant('called' as const),
    calls: fc.array(open, { maxLength: 3 }),
    limit: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    type: fc.constant('decided' as const),
    decisions: fc.array(fc.record({ callId, approved: fc.boolean() }), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('ran' as const), callId }),
);
const idle: ChatState = { state: 'idle' };

/** The state after all events that were legal, and how many were not. */
function replay(events: readonly ChatEvent[], from: ChatState = idle): ChatState[] {
  const states = [from];
  for (const each of events) {
    try {
      states.push(next(states.at(-1)!, each));
    } catch (error) {
      assert.ok(
        error instanceof AbaiError && error.code === 'conflict' && error.message !== '',
        String(error),
      );
    }
  }
  return states;
}

function assertDefined(state: ChatState): void {
  switch (state.state) {
    case 'idle':
    case 'failed':
    case 'cancelled':
    case 'interrupted':
      assert.deepEqual(Object.keys(state), ['state']);
      return;
    case 'generating':
      assert.ok(Number.isInteger(state.round) && state.round >= 0);
      return;
    case 'awaiting_tool_approval':
      assert.ok(state.calls.some(({ stage }) => stage === 'pending'));
      return;
    case 'running_tools':
      assert.ok(state.calls.every(({ stage }) => stage !== 'pending'));
      assert.ok(state.calls.some(({ stage }) => stage === 'approved'));
      return;
    default:
      assert.fail(`undefined state ${JSON.stringify(state)}`);
  }
}

const asked: ChatEvent = { type: 'asked' };
const called = (limit: number, ...stages: OpenCall['stage'][]): ChatEvent => ({
  type: 'called',
  limit,
  calls: stages.map((stage, index) => ({ callId: 'abc'[index]!, stage })),
});
const decided = (...approved: [string, boolean][]): ChatEvent => ({
  type: 'decided',
  decisions: approved.map(([id, yes]) => ({ callId: id, approved: yes })),
});
const isConflict = (error: unknown) => error instanceof AbaiError && error.code === 'conflict';

describe('the chat machine', () => {
  it('reaches no undefined state by any sequence of events', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        for (const state of replay(events)) assertDefined(state);
      }),
      { numRuns: 500 },
    );
  });

  it('comes to the same state when the same events are replayed, from any point of them', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.nat(), (events, cut) => {
        const end = replay(events).at(-1);
        assert.deepEqual(replay(events).at(-1), end);
        const at = events.length === 0 ? 0 : cut % events.length;
        const half = replay(events.slice(0, at)).at(-1)!;
        assert.deepEqual(replay(events.slice(at), half).at(-1), end);
      }),
    );
  });

  it('leaves a state as it was when the event is refused', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), event, (events, last) => {
        const state = replay(events).at(-1)!;
        const before = JSON.stringify(state);
        replay([last], state);
        assert.equal(JSON.stringify(state), before);
      }),
    );
  });

  it('can be stopped in every state where something goes on, and asked in every other', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const state = replay(events).at(-1)!;
        if (isAtRest(state)) {
          assert.equal(next(state, asked).state, 'generating');
          assert.throws(() => next(state, { type: 'cancelled' }), isConflict);
        } else {
          assert.equal(next(state, { type: 'cancelled' }).state, 'cancelled');
          assert.throws(() => next(state, asked), isConflict);
        }
      }),
    );
  });

  it('runs nothing by itself after the back end went away', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const state = next(replay(events).at(-1)!, { type: 'stranded' });
        assert.ok(!['generating', 'running_tools'].includes(state.state));
        assert.deepEqual(next(state, { type: 'stranded' }), state);
      }),
    );
  });

  it('goes round by round and ends at the limit', () => {
    const round: ChatEvent[] = [called(2, 'pending'), decided(['a', true]), { type: 'ran', callId: 'a' }];
    assert.deepEqual(
      replay([asked, ...round, ...round]).map(({ state }) => state),
      [
        'idle',
        ...['generating', 'awaiting_tool_approval', 'running_tools'],
        ...['generating', 'awaiting_tool_approval', 'running_tools', 'generating'],
      ],
    );
    assert.deepEqual(replay([asked, ...round, ...round, called(2, 'pending')]).at(-1), { state: 'failed' });
    assert.deepEqual(replay([asked, ...round, ...round, { type: 'answered' }]).at(-1), idle);
  });

  it('waits for a decision on each call, then runs what was approved', () => {
    const waiting = replay([asked, called(8, 'pending', 'pending', 'approved')]).at(-1)!;
    const half = next(waiting, decided(['b', false]));
    assert.equal(half.state, 'awaiting_tool_approval');
    assert.throws(() => next(half, decided(['b', true])), isConflict);
    assert.throws(() => next(half, decided(['x', true])), isConflict);
    assert.throws(() => next(half, decided()), isConflict);
    const running = next(half, decided(['a', true]));
    assert.equal(running.state, 'running_tools');
    assert.throws(() => next(running, { type: 'ran', callId: 'b' }), isConflict);
    const one = next(running, { type: 'ran', callId: 'c' });
    assert.throws(() => next(one, { type: 'ran', callId: 'c' }), isConflict);
    assert.deepEqual(next(one, { type: 'ran', callId: 'a' }), { state: 'generating', round: 1 });
  });

  it('asks the model again at once when every call was denied', () => {
    const state = replay([asked, called(8, 'pending', 'pending'), decided(['a', false], ['b', false])]).at(
      -1,
    );
    assert.deepEqual(state, { state: 'generating', round: 1 });
  });

  it('wants a new word for what ran when the back end went away', () => {
    const running = replay([asked, called(8, 'approved', 'settled')]).at(-1)!;
    assert.equal(running.state, 'running_tools');
    assert.deepEqual(next(running, { type: 'stranded' }), {
      state: 'awaiting_tool_approval',
      round: 0,
      calls: [
        { callId: 'a', stage: 'pending' },
        { callId: 'b', stage: 'settled' },
      ],
    });
  });
});
