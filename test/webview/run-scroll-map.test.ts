import assert from 'node:assert/strict';
import { ScrollMap, tallest } from '../../webview/components/run-grid/scroll-map.ts';

const viewport = 700;

function mapOf(content: number): ScrollMap {
  const map = new ScrollMap();
  map.resize(content, viewport);
  return map;
}

describe('webview: the scroll bar of a large grid', () => {
  it('is the rows’ own as long as they fit', () => {
    const map = mapOf(100_000);
    map.scrolled(3000);
    assert.deepEqual([map.virtual, map.shift, map.height, map.settle()], [3000, 0, 100_000, undefined]);
  });

  it('reaches the last row of a million', () => {
    const content = 62_000_000;
    const map = mapOf(content);
    assert.equal(map.height, tallest);
    map.scrolled(tallest - viewport);
    assert.equal(map.virtual, content - viewport);
    map.scrolled(0);
    assert.equal(map.virtual, 0);
  });

  it('moves pixel by pixel when the wheel turns, and tells the truth again in a quiet moment', () => {
    const map = mapOf(62_000_000);
    const start = map.go(31_000_000);
    const { virtual } = map;
    map.scrolled(start + 100);
    assert.equal(map.virtual, virtual + 100);
    let top = start + 100;
    for (let turn = 0; turn < 50; turn++) {
      top += 100;
      map.scrolled(top);
    }
    assert.equal(map.virtual, virtual + 5100);
    const settled = map.settle();
    assert.ok(settled !== undefined && settled < top);
    map.scrolled(settled);
    assert.equal(map.virtual, virtual + 5100, 'the rows stay where they are');
    assert.equal(map.settle(), undefined);
  });

  it('leaps by proportion when it is dragged', () => {
    const map = mapOf(62_000_000);
    map.scrolled((tallest - viewport) / 2);
    assert.ok(Math.abs(map.virtual - (62_000_000 - viewport) / 2) < 10);
  });

  it('never leads out of the rows', () => {
    const map = mapOf(62_000_000);
    map.go(1e12);
    assert.equal(map.virtual, 62_000_000 - viewport);
    map.go(-5);
    assert.equal(map.virtual, 0);
    map.go(40_000_000);
    map.resize(10 * 62, viewport);
    assert.ok(map.virtual === 0 && map.height === 620);
  });
});
