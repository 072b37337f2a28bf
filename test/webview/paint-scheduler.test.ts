import assert from 'node:assert/strict';
import { PaintScheduler, paintInterval, paintMs } from '../../webview/render/paint-scheduler.ts';

/** A browser whose time passes when the test says so, with a frame every 16 ms. */
function makeBrowser() {
  let now = 0;
  const tasks: { at: number; callback: () => void }[] = [];
  const clock = {
    now: () => now,
    frame: (callback: () => void) => tasks.push({ at: Math.floor(now / 16 + 1) * 16, callback }),
    after: (ms: number, callback: () => void) => tasks.push({ at: now + ms, callback }),
  };
  const pass = (until: number): void => {
    for (;;) {
      tasks.sort((a, b) => a.at - b.at);
      if (!tasks[0] || tasks[0].at > until) break;
      const task = tasks.shift()!;
      now = Math.max(now, task.at);
      task.callback();
    }
    now = until;
  };
  return { clock, pass };
}

describe('webview: paint scheduler', () => {
  it('paints the first text in the next frame', () => {
    const { clock, pass } = makeBrowser();
    let paints = 0;
    new PaintScheduler(() => paints++, clock).request(false);
    pass(16);
    assert.equal(paints, 1);
  });

  it('paints about fifteen times a second, whatever the rate of tokens', () => {
    const { clock, pass } = makeBrowser();
    let paints = 0;
    const scheduler = new PaintScheduler(() => paints++, clock);
    for (let ms = 0; ms < 1000; ms++) {
      pass(ms);
      scheduler.request(false);
    }
    assert.ok(paints >= 11 && paints <= 16, `${paints} paints`);
  });

  it('paints what a person did in the next frame, and the text with it', () => {
    const { clock, pass } = makeBrowser();
    const paints: number[] = [];
    const scheduler = new PaintScheduler(() => paints.push(clock.now()), clock);
    scheduler.request(false);
    pass(20);
    scheduler.request(false);
    scheduler.request(true);
    pass(40);
    assert.deepEqual(paints, [16, 32]);
  });

  it('paints the last text, too', () => {
    const { clock, pass } = makeBrowser();
    const paints: number[] = [];
    const scheduler = new PaintScheduler(() => paints.push(clock.now()), clock);
    scheduler.request(false);
    pass(17);
    scheduler.request(false);
    pass(500);
    assert.equal(paints.length, 2);
    assert.ok(paints[1]! - paints[0]! >= paintMs);
  });

  it('slows down with many streams', () => {
    assert.equal(paintInterval(1), paintMs);
    assert.equal(paintInterval(8), paintMs);
    assert.equal(paintInterval(32), paintMs * 2);
  });
});
