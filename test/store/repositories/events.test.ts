import assert from 'node:assert/strict';
import type { EventRecord } from '../../../src/core/ports/store.ts';
import { TemporaryStore } from '../temporary-store.ts';

const changed = (key: string): EventRecord => ({ type: 'settings:changed', data: { keys: [key] } });

describe('events', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await TemporaryStore.open();
  });
  afterEach(() => at.remove());

  it('are numbered without gaps in the order of their commits', async () => {
    assert.equal(await at.store.events.last(), 0);
    const numbered = await Promise.all([
      at.store.commit({ writes: [], events: [changed('a'), changed('b')], at: 10 }),
      at.store.commit({ writes: [], events: [changed('c')], at: 11 }),
    ]);
    assert.deepEqual(numbered, [
      [
        { ...changed('a'), seq: 1, at: 10 },
        { ...changed('b'), seq: 2, at: 10 },
      ],
      [{ ...changed('c'), seq: 3, at: 11 }],
    ]);
    assert.equal(await at.store.events.last(), 3);
    assert.deepEqual(await at.store.events.since(1, 10), [numbered[0]?.[1], numbered[1]?.[0]]);
    assert.deepEqual(await at.store.events.since(1, 1), [numbered[0]?.[1]]);
    assert.deepEqual(await at.store.events.since(3, 10), []);
  });

  it('of a commit that fails are not there, and leave no gap', async () => {
    const failing = at.store.projects.touch('none', 1);
    await assert.rejects(at.store.commit({ writes: [failing], events: [changed('a')], at: 1 }), {
      code: 'conflict',
    });
    const [first] = await at.store.commit({ writes: [], events: [changed('b')], at: 1 });
    assert.equal(first?.seq, 1);
  });

  it('reach back only as far as they are kept, and never give a number twice', async () => {
    const events = Array.from({ length: 10 }, (_, n) => changed(String(n)));
    await at.store.commit({ writes: [], events, at: 1 });
    await at.write(at.store.events.trim(4));
    assert.equal(await at.store.events.since(5, 10), undefined);
    assert.deepEqual(
      (await at.store.events.since(6, 10))?.map(({ seq }) => seq),
      [7, 8, 9, 10],
    );
    await at.write(at.store.events.trim(0));
    await at.reopen();
    const [next] = await at.store.commit({ writes: [], events: [changed('x')], at: 1 });
    assert.equal(next?.seq, 11);
  });
});
