import assert from 'node:assert/strict';
import fc from 'fast-check';
import { orderedByNumbers } from '../../src/core/row-order.ts';

describe('rows ordered by numbers', () => {
  it('are as a stable sort has them, in both directions', () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })));
    fc.assert(
      fc.property(numbers, fc.boolean(), (keys, descending) => {
        const rows = keys.map((key, at) => ({ row: at * 2, key }));
        const wanted = [...rows].sort((a, b) => {
          const [first, second] = descending ? [b.key, a.key] : [a.key, b.key];
          return first < second ? -1 : first > second ? 1 : 0;
        });
        const pairs = rows.flatMap(({ row, key }) => [row, key]);
        assert.deepEqual(
          [...orderedByNumbers(pairs, descending)],
          wanted.map(({ row }) => row),
        );
      }),
    );
  });
});
