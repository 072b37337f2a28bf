import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Attempt, LaneScheduler, type RunOptions } from '../../../src/core/limiter/lane-scheduler.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import { ManualClock, settle } from './manual-clock.ts';

interface Call {
  attempt: Attempt;
  succeed(value?: string): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A scheduler over a task whose tries the test answers one by one. */
class Stage {
  readonly clock = new ManualClock();
  readonly pauses: (number | null)[] = [];
  readonly scheduler: LaneScheduler;
  readonly calls: Call[] = [];

  constructor(options: { start?: number; ceiling?: number; requestsPerMinute?: number } = {}) {
    this.scheduler = new LaneScheduler({
      start: 4,
      ceiling: 100,
      ...options,
      clock: this.clock,
      random: () => 0.5,
      onPause: (until) => this.pauses.push(until),
    });
  }

  /** The run's outcome as it will be known, so that no rejection goes unheard. */
  run(options?: RunOptions): { outcome: Promise<string>; is: string } {
    const run = { outcome: Promise.resolve(''), is: 'waiting' };
    run.outcome = this.scheduler
      .run(
        (attempt) =>
          new Promise<string>((resolve, reject) => {
            this.calls.push({
              attempt,
              succeed: (value = 'done') => {
                resolve(value);
                return settle();
              },
              fail: (error) => {
                reject(error);
                return settle();
              },
            });
          }),
        options,
      )
      .then(
        (value) => value,
        (error: unknown) => (error instanceof AbaiError ? error.code : String(error)),
      )
      .then((is) => {
        run.is = is;
        return is;
      });
    return run;
  }
}

const limited = (retryAfterMs?: number) =>
  new AbaiError('rate-limited', 'Too much.', {
    details: { status: 429 },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
const broken = new AbaiError('unavailable', 'Broken.', { details: { status: 500 } });

describe('LaneScheduler', () => {
  it('runs as many as the lane lets and answers each with its own result', async () => {
    const stage = new Stage();
    const runs = Array.from({ length: 6 }, () => stage.run());
    await settle();
    assert.equal(stage.calls.length, 4);
    assert.equal(stage.scheduler.state().queued, 2);
    await stage.calls[2]!.succeed('third');
    assert.equal(runs[2]!.is, 'third');
    assert.equal(stage.calls.length, 5);
  });

  it('tries again what can heal, giving the slot back meanwhile', async () => {
    const stage = new Stage({ start: 1, ceiling: 1 });
    const [one, two] = [stage.run(), stage.run()];
    await settle();
    await stage.calls[0]!.fail(broken);
    assert.equal(stage.calls.length, 2, 'the second has the slot now');
    assert.deepEqual(stage.scheduler.state(), { active: 1, queued: 1, limit: 1, pausedUntil: null });
    await stage.calls[1]!.succeed();
    assert.equal(two.is, 'done');
    await stage.clock.pass(249);
    assert.equal(stage.calls.length, 2);
    await stage.clock.pass(1);
    assert.equal(stage.calls.length, 3);
    assert.equal(stage.calls[2]!.attempt.number, 2);
    await stage.calls[2]!.succeed();
    assert.equal(one.is, 'done');
  });

  it('gives up after five tries with the last error', async () => {
    const stage = new Stage();
    const retries: number[] = [];
    const run = stage.run({ onRetry: ({ attempt, waitMs }) => retries.push(attempt, waitMs) });
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await stage.clock.pass(10_000);
      assert.equal(stage.calls.length, attempt);
      await stage.calls[attempt - 1]!.fail(broken);
    }
    assert.equal(run.is, 'unavailable');
    assert.deepEqual(retries, [1, 250, 2, 500, 3, 1000, 4, 2000]);
    await stage.clock.pass(100_000);
    assert.equal(stage.calls.length, 5);
  });

  it('never tries again what cannot heal', async () => {
    const stage = new Stage();
    const quota = new AbaiError('rate-limited', 'Used up.', { retryable: false, details: { status: 429 } });
    const hopeless = [quota, new AbaiError('auth', 'No.', { details: { status: 401 } }), new Error('a bug')];
    for (const error of hopeless) {
      const run = stage.run();
      await settle();
      await stage.calls.at(-1)!.fail(error);
      assert.notEqual(run.is, 'waiting');
    }
    assert.equal(stage.calls.length, hopeless.length);
    assert.equal(stage.scheduler.state().limit, 4, 'a quota that is used up is no storm');
  });

  it('throws the very error that the task threw', async () => {
    const stage = new Stage();
    const bug = new Error('a bug');
    const run = stage.scheduler.run(() => Promise.reject(bug));
    await assert.rejects(run, (thrown) => thrown === bug);
  });

  it('never tries again once something was shown, but learns from the failure', async () => {
    const stage = new Stage();
    const run = stage.run({ mayRetry: () => false });
    await settle();
    await stage.calls[0]!.fail(limited());
    assert.equal(run.is, 'rate-limited');
    assert.equal(stage.scheduler.state().limit, 2);
  });

  it('pauses the whole lane for as long as it was asked to', async () => {
    const stage = new Stage();
    stage.run();
    await settle();
    await stage.calls[0]!.fail(limited(2000));
    stage.run();
    await stage.clock.pass(1999);
    assert.equal(stage.calls.length, 1);
    await stage.clock.pass(1);
    assert.equal(stage.calls.length, 2, 'the newcomer goes when the pause ends');
    await stage.clock.pass(100);
    assert.equal(stage.calls.length, 3, 'the other one a jitter later');
    assert.deepEqual(stage.pauses, []);
  });

  it('shows a wait of more than two minutes until it is over', async () => {
    const stage = new Stage();
    const run = stage.run();
    await settle();
    await stage.calls[0]!.fail(limited(150_000));
    const until = stage.clock.now() + 150_000;
    assert.equal(stage.scheduler.state().pausedUntil, until);
    assert.deepEqual(stage.pauses, [until]);
    await stage.clock.pass(150_000);
    assert.equal(stage.scheduler.state().pausedUntil, null);
    assert.deepEqual(stage.pauses, [until, null]);
    await stage.clock.pass(1000);
    await stage.calls[1]!.succeed();
    assert.equal(run.is, 'done');
  });

  it('tells that a pause is over though nobody waits', async () => {
    const stage = new Stage();
    stage.run({ mayRetry: () => false });
    await settle();
    await stage.calls[0]!.fail(limited(150_000));
    await stage.clock.pass(150_000);
    assert.deepEqual(stage.pauses.at(-1), null);
    assert.equal(stage.clock.timers, 0);
  });

  it('goes on at once when a person wants to try', async () => {
    const stage = new Stage();
    stage.run({ mayRetry: () => false });
    await settle();
    await stage.calls[0]!.fail(limited(600_000));
    const run = stage.run();
    await stage.clock.pass(10);
    assert.equal(stage.calls.length, 1);
    stage.scheduler.resume();
    await settle();
    await stage.calls[1]!.succeed();
    assert.equal(run.is, 'done');
  });

  it('backs off for longer with each storm in a row', async () => {
    const stage = new Stage({ start: 1, ceiling: 1 });
    const fails = async () => {
      const before = stage.calls.length;
      stage.run({ mayRetry: () => false });
      let waited = 0;
      for (; stage.calls.length === before; waited += 500) await stage.clock.pass(500);
      await stage.calls.at(-1)!.fail(limited());
      return waited;
    };
    assert.deepEqual([await fails(), await fails(), await fails(), await fails()], [500, 1000, 2000, 4000]);
  });

  it('stops short of what the headers announce', async () => {
    const stage = new Stage();
    stage.run();
    await settle();
    stage.calls[0]!.attempt.observe(
      new Headers({
        'anthropic-ratelimit-requests-limit': '60',
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': new Date(stage.clock.now() + 60_000).toISOString(),
      }),
    );
    stage.run();
    await stage.clock.pass(999);
    assert.equal(stage.calls.length, 1);
    await stage.clock.pass(1);
    assert.equal(stage.calls.length, 2);
  });

  it('lets another try go before what has not been tried yet', async () => {
    const stage = new Stage({ start: 1, ceiling: 1 });
    const tried = stage.run();
    await settle();
    await stage.calls[0]!.fail(broken);
    stage.run();
    stage.run();
    await stage.clock.pass(1000);
    await stage.calls[1]!.succeed();
    assert.equal(stage.calls[2]!.attempt.number, 2);
    await stage.calls[2]!.succeed('at last');
    assert.equal(tried.is, 'at last');
  });

  it('keeps to requests per minute', async () => {
    const stage = new Stage({ requestsPerMinute: 2 });
    for (let i = 0; i < 3; i += 1) stage.run();
    await stage.clock.pass(59_999);
    assert.equal(stage.calls.length, 2);
    await stage.clock.pass(1);
    assert.equal(stage.calls.length, 3);
  });

  it('lets a person go before a batch', async () => {
    const stage = new Stage({ start: 1, ceiling: 1 });
    stage.run({ priority: 'batch' });
    stage.run({ priority: 'batch' });
    const person = stage.run();
    await settle();
    await stage.calls[0]!.succeed();
    await stage.calls[1]!.succeed('first');
    assert.equal(person.is, 'first');
  });

  it('takes new settings at once', async () => {
    const stage = new Stage({ start: 1, ceiling: 1 });
    stage.run();
    stage.run();
    await settle();
    assert.equal(stage.calls.length, 1);
    stage.scheduler.configure({ ceiling: 8 });
    await stage.calls[0]!.succeed();
    await stage.calls[1]!.succeed();
    assert.equal(stage.scheduler.state().limit, 2);
  });

  describe('when cancelled', () => {
    it('lets go who waits for a turn', async () => {
      const stage = new Stage({ start: 1, ceiling: 1 });
      stage.run();
      const abort = new AbortController();
      const run = stage.run({ signal: abort.signal });
      const last = stage.run();
      await settle();
      abort.abort();
      await settle();
      assert.equal(run.is, 'cancelled');
      assert.equal(stage.scheduler.state().queued, 1);
      await stage.calls[0]!.succeed();
      await stage.calls[1]!.succeed('last');
      assert.equal(last.is, 'last');
    });

    it('lets go who waits to try again', async () => {
      const stage = new Stage();
      const abort = new AbortController();
      const run = stage.run({ signal: abort.signal });
      await settle();
      await stage.calls[0]!.fail(broken);
      abort.abort();
      await settle();
      assert.equal(run.is, 'cancelled');
      assert.equal(stage.clock.timers, 0);
      assert.equal(stage.scheduler.state().queued, 0);
    });

    it('never begins for a signal that is aborted, nor tries again', async () => {
      const stage = new Stage();
      const abort = new AbortController();
      const begun = stage.run({ signal: abort.signal });
      await settle();
      const granted = stage.run({ signal: abort.signal });
      abort.abort();
      await settle();
      assert.equal(granted.is, 'cancelled', 'aborted between its turn and its start');
      assert.equal(stage.run({ signal: abort.signal }).is, 'waiting');
      await settle();
      assert.equal(stage.calls.length, 1);
      await stage.calls[0]!.fail(broken);
      assert.equal(begun.is, 'unavailable');
      assert.equal(stage.scheduler.state().active, 0);
    });

    it('does not take what a cancelled task throws for a storm', async () => {
      const stage = new Stage();
      const abort = new AbortController();
      stage.run({ signal: abort.signal });
      await settle();
      abort.abort();
      await stage.calls[0]!.fail(limited(150_000));
      assert.deepEqual(stage.scheduler.state(), { active: 0, queued: 0, limit: 4, pausedUntil: null });
    });

    it('answers everyone when it closes, and takes nobody on after that', async () => {
      const stage = new Stage({ start: 2 });
      const inFlight = stage.run();
      const backingOff = stage.run();
      const waiting = stage.run();
      await settle();
      await stage.calls[1]!.fail(broken);
      const queued = stage.run();
      stage.scheduler.close();
      await settle();
      assert.deepEqual([backingOff.is, queued.is], ['cancelled', 'cancelled']);
      const late = stage.run();
      await settle();
      assert.equal(late.is, 'cancelled');
      await stage.calls[0]!.succeed();
      await stage.calls[2]!.fail(broken);
      assert.deepEqual([inFlight.is, waiting.is], ['done', 'cancelled']);
      assert.equal(stage.clock.timers, 0);
    });

    it('leaves nothing on the signal', async () => {
      const stage = new Stage();
      const { signal } = new AbortController();
      let listeners = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...all: Parameters<typeof add>) => {
        listeners += 1;
        add(...all);
      };
      signal.removeEventListener = (...all: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...all);
      };
      stage.run({ signal });
      await settle();
      await stage.calls[0]!.fail(broken);
      assert.equal(listeners, 1);
      await stage.clock.pass(1000);
      await stage.calls[1]!.succeed();
      assert.equal(listeners, 0);
    });
  });

  it('answers everyone, never above the limit, whatever the other side does', async () => {
    const answer = fc.constantFrom('ok', 'ok', 'ok', 'limited', 'asked', 'broken', 'refused');
    const work = fc.record({
      answers: fc.array(answer, { minLength: 1, maxLength: 5 }),
      priority: fc.constantFrom('person' as const, 'batch' as const),
      takesMs: fc.integer({ min: 1, max: 3000 }),
      joinsAt: fc.nat(5000),
      leavesAt: fc.option(fc.nat(20_000), { nil: undefined }),
    });
    const errors = {
      limited: limited(),
      asked: limited(1500),
      broken,
      refused: new AbaiError('invalid', 'No.', { details: { status: 400 } }),
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(work, { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        async (works, randoms) => {
          const clock = new ManualClock();
          const random = () => randoms.next().value as number;
          const scheduler = new LaneScheduler({ start: 2, ceiling: 6, clock, random });
          let active = 0;
          let settled = 0;
          for (const { answers, priority, takesMs, joinsAt, leavesAt } of works) {
            const abort = new AbortController();
            if (leavesAt !== undefined) clock.after(leavesAt, () => abort.abort());
            clock.after(joinsAt, () => {
              const task = async ({ number }: Attempt): Promise<void> => {
                active += 1;
                assert.ok(active <= scheduler.state().limit, 'never above the limit');
                await new Promise<void>((resolve) => clock.after(takesMs, resolve));
                active -= 1;
                const kind = answers[Math.min(number, answers.length) - 1] ?? 'ok';
                if (kind !== 'ok') throw errors[kind as keyof typeof errors];
              };
              const count = () => {
                settled += 1;
              };
              scheduler.run(task, { priority, signal: abort.signal }).then(count, (error: unknown) => {
                assert.ok(error instanceof AbaiError, String(error));
                count();
              });
            });
          }
          await clock.pass(2_000_000);
          assert.equal(settled, works.length, 'everyone is answered');
          const { queued, active: left } = scheduler.state();
          assert.deepEqual({ queued, left, timers: clock.timers }, { queued: 0, left: 0, timers: 0 });
        },
      ),
      { numRuns: 60 },
    );
  });
});
