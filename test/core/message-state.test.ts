import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayBecome, statesBefore } from '../../src/core/message-state.ts';
import { messageStatuses } from '../../src/protocol/conversations.ts';

const status = fc.constantFrom(...messageStatuses);

describe('the states of an answer', () => {
  it('never leave a whole answer, and leave a broken one only to ask again', () => {
    fc.assert(
      fc.property(status, status, (from, to) => {
        if (from === 'complete') assert.equal(mayBecome(from, to), false);
        else if (from !== 'generating') assert.equal(mayBecome(from, to), to === 'generating');
        else assert.equal(mayBecome(from, to), true);
      }),
    );
  });
  it('guard a stored transition by all the states it may come from', () => {
    assert.deepEqual(statesBefore('complete'), ['generating']);
    assert.deepEqual(statesBefore('generating').sort(), ['cancelled', 'failed', 'generating', 'interrupted']);
  });
});
