import assert from 'node:assert/strict';
import { timeOrderedIds } from '../../src/runtime/time-ordered-ids.ts';

describe('time-ordered ids', () => {
  it('sort in the order they were made, also within a millisecond and when the clock goes back', () => {
    const times = [5000, 5000, 4000, ...Array.from({ length: 10_000 }, () => 5000), 5001];
    const ids = timeOrderedIds(() => times.shift()!);
    const made = Array.from({ length: 10_004 }, () => ids.next());
    assert.deepEqual([...made].sort(), made);
    assert.equal(new Set(made).size, made.length);
    for (const id of made.slice(0, 3))
      assert.match(id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});
