import assert from 'node:assert/strict';
import {
  asTheyCome,
  places,
  readArrangement,
  withBase,
  withCollapsed,
  withFocus,
  withMoved,
  withOpened,
  withWidth,
} from '../../webview/state/arrangement.ts';

const ids = ['a', 'b', 'c'];
const at = (arrangement: Parameters<typeof places>[0], of = ids) => [...places(arrangement, of).values()];

describe('webview: arrangement of the columns', () => {
  it('is side by side at first, and nothing for a single one', () => {
    assert.deepEqual(at(asTheyCome), ['open', 'open', 'open']);
    assert.deepEqual(at(withFocus(asTheyCome, 'a'), ['a']), ['alone']);
  });

  it('gives the width to one, and back', () => {
    const focused = withFocus(withCollapsed(asTheyCome, 'c'), 'b');
    assert.deepEqual(at(focused), ['narrow', 'focused', 'narrow']);
    assert.deepEqual(at(withFocus(focused, undefined)), ['open', 'open', 'narrow']);
  });

  it('opens a narrow column, or focuses it in the place of the one that is', () => {
    const collapsed = withCollapsed(asTheyCome, 'c');
    assert.deepEqual(at(withOpened(collapsed, 'c')), ['open', 'open', 'open']);
    assert.deepEqual(at(withOpened(withFocus(asTheyCome, 'b'), 'c')), ['narrow', 'narrow', 'focused']);
  });

  it('collapses the focused column and shows the others again', () => {
    assert.deepEqual(at(withCollapsed(withFocus(asTheyCome, 'b'), 'b')), ['open', 'narrow', 'open']);
  });

  it('gives a column a width within bounds, and takes it back', () => {
    assert.deepEqual(withWidth(asTheyCome, 'a', 320.4).widths, { a: 320 });
    assert.deepEqual(withWidth(withWidth(asTheyCome, 'a', 1), 'b', 1e9).widths, { a: 180, b: 1600 });
    assert.deepEqual(withWidth(withWidth(asTheyCome, 'a', 320), 'a', undefined), asTheyCome);
  });

  it('puts a column before another one, or behind all', () => {
    assert.deepEqual(withMoved(asTheyCome, ids, 'c', 'a').order, ['c', 'a', 'b']);
    assert.deepEqual(withMoved(asTheyCome, ids, 'a', 'c').order, ['b', 'a', 'c']);
    assert.deepEqual(withMoved(asTheyCome, ids, 'a', undefined).order, ['b', 'c', 'a']);
    assert.equal(withMoved(asTheyCome, ids, 'a', 'a'), asTheyCome);
  });

  it('forgets columns that are not there any more', () => {
    assert.deepEqual(at(withFocus(asTheyCome, 'gone')), ['open', 'open', 'open']);
  });

  it('comes back as it was kept, and is as they come of anything else', () => {
    const judged = { ...withBase(withFocus(withCollapsed(asTheyCome, 'c'), 'b'), 'a'), together: true };
    const arranged = withMoved(withWidth(judged, 'a', 400), ids, 'c', 'a');
    assert.deepEqual(readArrangement(structuredClone(arranged)), arranged);
    for (const value of [
      undefined,
      null,
      3,
      'x',
      [],
      { base: 1, focused: {}, collapsed: 'c', together: 1 },
    ]) {
      assert.deepEqual(readArrangement(value), asTheyCome);
    }
    assert.deepEqual(readArrangement({ collapsed: [1, 'a'] }).collapsed, ['a']);
    assert.deepEqual(readArrangement({ order: ['b', 2] }).order, ['b']);
    assert.deepEqual(readArrangement({ widths: { a: 9, b: 'wide', c: Number.NaN } }).widths, { a: 180 });
  });
});
