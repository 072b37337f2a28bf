import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alternatives, branchOf, newestLeaf } from '../../src/core/branches.ts';

const node = (id: string, parentId: string | null, role = 'user') => ({ id, parentId, role });
// q1 - a1 - q2 - a2
//    \ b1 - q3
const tree = [
  node('q1', null),
  node('a1', 'q1', 'assistant'),
  node('q2', 'a1'),
  node('a2', 'q2', 'assistant'),
  node('b1', 'q1', 'assistant'),
  node('q3', 'b1'),
];
const ids = (nodes: readonly { id: string }[]) => nodes.map(({ id }) => id).join(' ');

describe('branches', () => {
  it('lead up to their leaf, else to the newest message', () => {
    assert.equal(ids(branchOf(tree, 'a2')), 'q1 a1 q2 a2');
    assert.equal(ids(branchOf(tree, undefined)), 'q1 b1 q3');
    assert.equal(ids(branchOf(tree, 'deleted')), 'q1 b1 q3');
    assert.equal(ids(branchOf([], undefined)), '');
  });

  it('are the same array when there is but one', () => {
    const one = tree.slice(0, 4);
    assert.equal(branchOf(one, undefined), one);
  });

  it('have alternatives of the same role', () => {
    assert.equal(ids(alternatives(tree, tree[1]!)), 'a1 b1');
    assert.equal(ids(alternatives(tree, tree[2]!)), 'q2');
  });

  it('go on to the newest message below', () => {
    assert.equal(newestLeaf(tree, 'a1'), 'a2');
    assert.equal(newestLeaf(tree, 'q1'), 'q3');
    assert.equal(newestLeaf(tree, 'q3'), 'q3');
  });

  it('leave no message without one, and end even where messages name each other', () => {
    const messages = fc.array(fc.option(fc.nat(20)), { minLength: 1, maxLength: 20 }).map((parents) =>
      parents.map((parent, index) => {
        const known = parent !== null && parent < parents.length;
        return node(`m${index}`, known ? `m${parent}` : null);
      }),
    );
    fc.assert(
      fc.property(messages, (all) => {
        for (const { id } of all) {
          assert.equal(
            branchOf(all, id).some((message) => message.id === id),
            true,
          );
          assert.equal(branchOf(all, newestLeaf(all, id)).length > 0, true);
        }
      }),
    );
  });
});
