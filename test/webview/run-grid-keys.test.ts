import assert from 'node:assert/strict';
import { moved, namesRow } from '../../webview/components/run-grid/grid-keys.ts';

const extent = { rows: 1000, columns: 5, page: 10 };

describe('webview: keys in the grid', () => {
  const cases: [what: string, from: [number, number], key: string, ctrl: boolean, to: [number, number]][] = [
    ['an arrow goes to the next cell', [3, 2], 'ArrowDown', false, [4, 2]],
    ['and stops at the edge', [3, 4], 'ArrowRight', false, [3, 4]],
    ['up from the first row are the sums', [0, 2], 'ArrowUp', false, [-1, 2]],
    ['and the names', [-1, 2], 'ArrowUp', false, [namesRow, 2]],
    ['and nothing above', [namesRow, 2], 'ArrowUp', false, [namesRow, 2]],
    ['Ctrl+Down is the last row', [3, 2], 'ArrowDown', true, [999, 2]],
    ['Ctrl+Up is the first row', [30, 2], 'ArrowUp', true, [0, 2]],
    ['Home is the first column', [3, 2], 'Home', false, [3, 0]],
    ['Ctrl+Home is the first cell', [3, 2], 'Home', true, [0, 0]],
    ['Ctrl+End is the last cell', [3, 2], 'End', true, [999, 4]],
    ['Page Down is a screen', [3, 2], 'PageDown', false, [13, 2]],
    ['and stops at the end', [995, 2], 'PageDown', false, [999, 2]],
    ['Page Up stops at the first row', [3, 2], 'PageUp', false, [0, 2]],
  ];
  for (const [what, [row, column], key, ctrl, to] of cases) {
    it(what, () => {
      const place = moved({ row, column }, key, ctrl, extent);
      assert.deepEqual([place?.row, place?.column], to);
    });
  }

  it('others lead nowhere', () => {
    assert.equal(moved({ row: 0, column: 0 }, 'a', false, extent), undefined);
  });
});
