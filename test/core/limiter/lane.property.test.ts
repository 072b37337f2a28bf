import assert from 'node:assert/strict';
import fc from 'fast-check';
import { batchShare } from '../../../src/core/limiter/fair-queue.ts';
import { Lane } from '../../../src/core/limiter/lane.ts';
import type { Priority, Ticket } from '../../../src/core/limiter/ticket-list.ts';

type Step =
  | { do: 'acquire'; priority: Priority; group: string; again: boolean }
  | { do: 'leave' | 'succeed' | 'fail'; which: number }
  | { do: 'overload'; which: number; askedMs: number | undefined; backoffMs: number }
  | { do: 'observe'; remaining: number; limit: number | undefined; resetMs: number; tokens: boolean }
  | { do: 'pass'; ms: number };

const which = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('acquire' as const),
      priority: fc.constantFrom<Priority>('person', 'batch'),
      group: fc.constantFrom('a', 'b'),
      again: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'fail' as const), which }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('succeed' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('overload' as const),
      which,
      askedMs: fc.option(fc.integer({ min: 1, max: 200_000 }), { nil: undefined }),
      backoffMs: fc.nat(60_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('observe' as const),
      remaining: fc.nat(5),
      limit: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
      resetMs: fc.nat(200_000),
      tokens: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(30_000) }) },
);

const options = fc.record({
  start: fc.integer({ min: 1, max: 8 }),
  ceiling: fc.integer({ min: 1, max: 30 }),
  requestsPerMinute: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
});

/** Drives a lane by what its documentation says, and checks each thing that it promises. */
class Driver {
  readonly lane: Lane;
  readonly #ceiling: number;
  readonly #perMinute: number | undefined;
  now = 0;
  queued: Ticket[] = [];
  active: Ticket[] = [];
  readonly #startedAt = new Map<Ticket, number>();
  readonly #starts: number[] = [];
  #sequence = 0;
  #lastHalving = -1;
  #pausedUntil = 0;
  acquired = 0;
  answered = 0;

  constructor(setup: { start: number; ceiling: number; requestsPerMinute: number | undefined }) {
    this.lane = new Lane(setup);
    this.#ceiling = setup.ceiling;
    this.#perMinute = setup.requestsPerMinute;
  }

  take(each: Step): void {
    if (each.do === 'acquire') {
      this.queued.push(this.lane.acquire(each.priority, each.group, each.again));
      this.acquired += 1;
    } else if (each.do === 'leave') {
      const ticket = pick(this.queued, each.which);
      if (ticket === undefined) return;
      assert.equal(this.lane.leave(ticket), true);
      this.queued = this.queued.filter((other) => other !== ticket);
      this.answered += 1;
    } else if (each.do === 'pass') {
      this.now += each.ms;
    } else if (each.do === 'observe') {
      const { remaining, limit, resetMs, tokens } = each;
      const seen = limit === undefined ? { remaining, resetMs } : { remaining, limit, resetMs };
      this.lane.observe(tokens ? { tokens: seen } : { requests: seen }, this.now);
    } else {
      const ticket = pick(this.active, each.which);
      if (ticket !== undefined) this.release(ticket, each);
    }
    this.drain();
  }

  release(ticket: Ticket, each: Step): void {
    const before = this.lane.state(this.now).limit;
    this.active = this.active.filter((other) => other !== ticket);
    this.answered += 1;
    if (each.do !== 'overload') {
      this.lane.release(ticket, { kind: each.do === 'succeed' ? 'success' : 'other' }, this.now);
      assert.ok(this.lane.state(this.now).limit >= before, 'only an overload lowers the limit');
      return;
    }
    const { askedMs, backoffMs } = each;
    this.lane.release(ticket, { kind: 'overload', askedMs, backoffMs }, this.now);
    const fresh = this.#startedAt.get(ticket)! > this.#lastHalving;
    const expected = fresh ? Math.max(1, Math.floor(before / 2)) : before;
    assert.equal(this.lane.state(this.now).limit, expected, 'halved once for each storm');
    if (fresh) this.#lastHalving = this.#sequence;
    if (askedMs !== undefined || fresh) {
      this.#pausedUntil = Math.max(this.#pausedUntil, this.now + (askedMs ?? backoffMs));
    }
  }

  /** Starts all that may start. */
  drain(): number {
    let count = 0;
    for (let ticket = this.lane.next(this.now); ticket !== undefined; ticket = this.lane.next(this.now)) {
      const place = this.queued.indexOf(ticket);
      assert.ok(place >= 0, 'only what waits starts, and only once');
      this.queued.splice(place, 1);
      this.active.push(ticket);
      this.#sequence += 1;
      this.#startedAt.set(ticket, this.#sequence);
      this.#starts.push(this.now);
      count += 1;
      assert.ok(this.active.length <= this.lane.state(this.now).limit, 'never above the limit');
      assert.ok(this.active.length <= this.#ceiling, 'never above the ceiling');
      assert.ok(this.now >= this.#pausedUntil, 'nothing starts in a pause');
    }
    if (this.#perMinute !== undefined) {
      const recent = this.#starts.filter((at) => at > this.now - 60_000);
      assert.ok(recent.length <= this.#perMinute, 'never above the requests per minute');
    }
    const { active, queued } = this.lane.state(this.now);
    assert.deepEqual({ active, queued }, { active: this.active.length, queued: this.queued.length });
    return count;
  }

  /** Goes to where the lane says that something may start; it must be true. */
  wake(): void {
    const at = this.lane.wakeAt(this.now);
    assert.ok(
      at !== null && at > this.now,
      `somebody waits, nobody is in flight: wake at ${at}, now ${this.now}`,
    );
    assert.ok(at - this.now <= 260_000, `a wait of ${at - this.now} ms`);
    this.now = at;
    assert.ok(this.drain() > 0, 'the lane woke for nothing');
  }
}

function pick<T>(from: readonly T[], index: number): T | undefined {
  return from.length === 0 ? undefined : from[index % from.length];
}

describe('Lane, whatever happens', () => {
  it('keeps below its limits, halves once a storm, and answers everyone', () => {
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 150 }), (setup, steps) => {
        const driver = new Driver(setup);
        for (const each of steps) driver.take(each);
        // Everything in flight ends, nobody new comes: all who wait must get their turn.
        while (driver.active.length + driver.queued.length > 0) {
          const [ticket] = driver.active;
          if (ticket === undefined) {
            driver.wake();
          } else {
            driver.release(ticket, { do: 'succeed', which: 0 });
            driver.drain();
          }
        }
        assert.equal(driver.answered, driver.acquired);
      }),
      { numRuns: 400 },
    );
  });

  it('starves nobody: a place in a batch comes up while persons and other runs keep coming', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Priority>('person', 'batch'),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 4 }),
        (priority, ahead, slots) => {
          const lane = new Lane({ start: slots, ceiling: slots });
          for (let i = 0; i < ahead; i += 1) lane.acquire(priority, 'own');
          const patient = lane.acquire(priority, 'own');
          const active: Ticket[] = [];
          let others = 0;
          while (patient.state === 'queued') {
            lane.acquire('person', 'other');
            lane.acquire('batch', 'other');
            for (let next = lane.next(0); next !== undefined; next = lane.next(0)) {
              active.push(next);
              if (next !== patient) others += 1;
            }
            assert.ok(others <= (ahead + 1) * 2 * batchShare + slots, `${others} others went first`);
            const done = active.shift();
            if (done !== undefined) lane.release(done, { kind: 'success' }, 0);
          }
        },
      ),
    );
  });

  it('is deterministic', () => {
    fc.assert(
      fc.property(options, fc.array(step, { maxLength: 80 }), (setup, steps) => {
        const [one, two] = [new Driver(setup), new Driver(setup)];
        for (const each of steps) {
          one.take(each);
          two.take(each);
          assert.deepEqual(one.lane.state(one.now), two.lane.state(two.now));
        }
      }),
      { numRuns: 50 },
    );
  });
});
