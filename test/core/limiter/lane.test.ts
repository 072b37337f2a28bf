import assert from 'node:assert/strict';
import { Lane, type LaneOptions, type Outcome } from '../../../src/core/limiter/lane.ts';
import type { Priority, Ticket } from '../../../src/core/limiter/ticket-list.ts';

const success: Outcome = { kind: 'success' };
const overload = (askedMs?: number): Outcome => ({ kind: 'overload', askedMs, backoffMs: 1000 });

function lane(options: Partial<LaneOptions> = {}): Lane {
  return new Lane({ start: 4, ceiling: 100, ...options });
}

function join(to: Lane, count: number, priority: Priority = 'batch', group = ''): Ticket[] {
  return Array.from({ length: count }, () => to.acquire(priority, group));
}

function starts(of: Lane, now: number): Ticket[] {
  const started: Ticket[] = [];
  for (let next = of.next(now); next !== undefined; next = of.next(now)) started.push(next);
  return started;
}

describe('Lane', () => {
  it('starts four of those that wait, and the next one for each that is done', () => {
    const it = lane();
    const tickets = join(it, 6);
    assert.deepEqual(starts(it, 0), tickets.slice(0, 4));
    assert.equal(it.wakeAt(0), null);
    it.release(tickets[0]!, { kind: 'other' }, 0);
    assert.deepEqual(starts(it, 0), [tickets[4]]);
    assert.deepEqual(it.state(0), { active: 4, queued: 1, limit: 4, pausedUntil: null });
  });

  it('doubles after a saturated window', () => {
    const it = lane();
    join(it, 30);
    for (const ticket of starts(it, 0)) {
      it.release(ticket, success, 10);
      starts(it, 10);
    }
    assert.equal(it.state(10).limit, 8);
    assert.equal(it.state(10).active, 8);
  });

  it('does not grow while fewer ask than may', () => {
    const it = lane();
    for (let i = 0; i < 50; i += 1) {
      join(it, 3);
      for (const ticket of starts(it, i)) it.release(ticket, success, i);
    }
    assert.equal(it.state(50).limit, 4);
  });

  it('halves once for a storm and pauses until the time that was asked for', () => {
    const it = lane();
    join(it, 20);
    const first = starts(it, 0);
    it.release(first[0]!, overload(5000), 100);
    it.release(first[1]!, overload(), 200);
    it.release(first[2]!, overload(5000), 300);
    assert.equal(it.state(300).limit, 2);
    assert.equal(it.wakeAt(300), 5300);
    assert.deepEqual(starts(it, 5299), []);
    assert.equal(starts(it, 5300).length, 1, 'one of the four is still in flight');
  });

  it('pauses by its own backoff when nothing was asked for, and not for the rest of a storm', () => {
    const it = lane();
    join(it, 20);
    const first = starts(it, 0);
    it.release(first[0]!, overload(), 0);
    it.release(first[1]!, overload(), 900);
    it.release(first[2]!, overload(), 950);
    assert.equal(it.wakeAt(950), 1000);
  });

  it('never shortens a pause', () => {
    const it = lane();
    join(it, 20);
    const first = starts(it, 0);
    it.release(first[0]!, overload(60_000), 0);
    it.release(first[1]!, overload(1000), 0);
    it.release(first[2]!, overload(1000), 0);
    assert.equal(it.wakeAt(0), 60_000);
  });

  it('shows a pause of more than two minutes until it is over', () => {
    const it = lane();
    const [one, two] = join(it, 2);
    starts(it, 0);
    it.release(one!, overload(120_000), 0);
    assert.equal(it.state(0).pausedUntil, null);
    it.release(two!, overload(120_001), 0);
    assert.equal(it.state(0).pausedUntil, 120_001);
    assert.equal(it.state(120_001).pausedUntil, null);
  });

  it('goes on at once when a person wants it to', () => {
    const it = lane();
    const [one] = join(it, 1);
    starts(it, 0);
    it.release(one!, overload(600_000), 0);
    const [next] = join(it, 1);
    assert.deepEqual(starts(it, 1), []);
    it.resume();
    assert.equal(it.state(1).pausedUntil, null);
    assert.deepEqual(starts(it, 1), [next]);
  });

  it('stops short of a limit that the headers announce', () => {
    const it = lane();
    join(it, 10);
    const [first, second] = starts(it, 0);
    it.observe({ requests: { remaining: 0, limit: 60, resetMs: 60_000 } }, 0);
    it.release(first!, success, 0);
    assert.deepEqual(starts(it, 0), []);
    assert.equal(it.wakeAt(0), 1000);
    assert.equal(starts(it, 1000).length, 1);

    it.release(second!, success, 1000);
    assert.equal(it.wakeAt(1000), 2000, 'each start counts');

    const other = lane();
    join(other, 10);
    other.observe({ tokens: { remaining: 0, limit: 1000, resetMs: 60_000 } }, 0);
    assert.equal(other.wakeAt(0), 6000);
    assert.equal(starts(other, 6000).length, 4);
    assert.equal(it.state(1000).limit, 4, 'what is foreseen does not halve');
  });

  it('keeps to requests per minute, a person before a batch', () => {
    const it = lane({ requestsPerMinute: 6 });
    const batch = join(it, 3);
    assert.deepEqual(starts(it, 0), [batch[0]]);
    assert.equal(it.wakeAt(0), 10_000);
    const [person] = join(it, 1, 'person');
    assert.equal(it.wakeAt(1), 1);
    assert.deepEqual(starts(it, 1), [person]);
    assert.deepEqual(starts(it, 10_000), [batch[1]]);
  });

  it('lets those that wait go away, and nobody else', () => {
    const it = lane({ start: 1 });
    const [one, two, three] = join(it, 3);
    starts(it, 0);
    assert.equal(it.leave(one!), false);
    assert.equal(it.leave(two!), true);
    assert.equal(it.leave(two!), false);
    it.release(one!, success, 0);
    assert.deepEqual(starts(it, 0), [three]);
  });

  it('takes a second release for nothing', () => {
    const it = lane({ start: 2 });
    const tickets = join(it, 4);
    starts(it, 0);
    it.release(tickets[0]!, { kind: 'other' }, 0);
    it.release(tickets[0]!, { kind: 'other' }, 0);
    it.release(tickets[3]!, { kind: 'other' }, 0);
    assert.equal(it.state(0).active, 1);
  });

  it('obeys a lower ceiling without breaking off what is in flight', () => {
    const it = lane();
    const tickets = join(it, 10);
    starts(it, 0);
    it.configure({ ceiling: 2 });
    assert.equal(it.state(0).active, 4);
    for (const ticket of tickets.slice(0, 3)) it.release(ticket, { kind: 'other' }, 0);
    assert.equal(starts(it, 0).length, 1);
  });
});
