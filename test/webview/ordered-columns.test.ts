import assert from 'node:assert/strict';
import { inOrder } from '../../webview/state/ordered-columns.ts';
import { makeDetail } from './fixtures.ts';

const live = { ...makeDetail(), held: {} };
const ids = (order: readonly string[] | undefined) =>
  inOrder(live, order).comparison.threads.map(({ conversationId }) => conversationId);

describe('webview: columns in an order of their own', () => {
  it('come as they are without one', () => {
    assert.equal(inOrder(live, undefined), live);
  });

  it('come as they were put, and those that nobody has put behind them', () => {
    assert.deepEqual(ids(['c2', 'c0', 'c1']), ['c2', 'c0', 'c1']);
    assert.deepEqual(ids(['gone', 'c1']), ['c1', 'c0', 'c2']);
  });

  it('are the same object as long as nothing is changed', () => {
    const order = ['c1'];
    assert.equal(inOrder(live, order), inOrder(live, order));
    assert.notEqual(inOrder(live, ['c2']), inOrder(live, order));
  });
});
