import assert from 'node:assert/strict';
import { type ImageLease, ImageRoom } from '../../src/backend/image-room.ts';

describe('the room for images in flight', () => {
  const never = new AbortController().signal;
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  /** Leases as they are given, by name. */
  function askers(room: ImageRoom) {
    const given = new Map<string, ImageLease | undefined>();
    const ask = (name: string, images: number, signal = never) =>
      void room.lease(images, signal).then((lease) => given.set(name, lease));
    return { given, ask, names: () => [...given.keys()] };
  }

  it('is given in turn, as far as it goes, and again when a size is known or a call is over', async () => {
    const room = new ImageRoom(100, 40);
    const { given, ask, names } = askers(room);
    for (const name of ['a', 'b', 'c', 'd']) ask(name, 1);
    await turn();
    assert.deepEqual([names(), room.held], [['a', 'b'], 80]);
    given.get('a')!.shrink(5);
    await turn();
    assert.deepEqual([names(), room.held], [['a', 'b', 'c'], 85]);
    given.get('b')!.release();
    await turn();
    assert.deepEqual([names(), room.held], [['a', 'b', 'c', 'd'], 85]);
    for (const lease of given.values()) lease?.release();
    for (const lease of given.values()) lease?.release();
    assert.equal(room.held, 0, 'once, however often it is released');
  });

  it('takes a call that is larger than everything when it is alone, and keeps the order', async () => {
    const room = new ImageRoom(100, 40);
    const { given, ask, names } = askers(room);
    ask('small', 1);
    ask('huge', 16);
    ask('after', 1);
    ask('none', 0);
    await turn();
    assert.deepEqual(names(), ['none', 'small'], 'nothing needs no room');
    given.get('small')!.release();
    await turn();
    assert.deepEqual(names(), ['none', 'small', 'huge']);
    given.get('huge')!.shrink(90);
    await turn();
    assert.equal(names().includes('after'), false);
    given.get('huge')!.release();
    await turn();
    assert.equal(names().includes('after'), true);
  });

  it('is not waited for by a run that stops, and lets the next one in', async () => {
    const room = new ImageRoom(100, 60);
    const { given, ask, names } = askers(room);
    const stop = new AbortController();
    ask('first', 1);
    ask('stopped', 2, stop.signal);
    await turn();
    ask('next', 1);
    given.get('first')!.shrink(10);
    await turn();
    assert.deepEqual(names(), ['first']);
    stop.abort();
    await turn();
    assert.deepEqual(names(), ['first', 'stopped', 'next']);
    assert.equal(given.get('stopped'), undefined);
    ask('late', 1, stop.signal);
    await turn();
    assert.equal(given.get('late'), undefined);
    assert.equal(room.held, 70);
  });
});
