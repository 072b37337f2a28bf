import assert from 'node:assert/strict';
import fc from 'fast-check';
import { batchShare, FairQueue } from '../../../src/core/limiter/fair-queue.ts';
import { type Priority, Ticket } from '../../../src/core/limiter/ticket-list.ts';

function filled(...tickets: Ticket[]): FairQueue {
  const queue = new FairQueue();
  for (const ticket of tickets) queue.add(ticket, false);
  return queue;
}

const person = (group = '') => new Ticket('person', group);
const batch = (group = '') => new Ticket('batch', group);

describe('FairQueue', () => {
  it('is first come, first served within a group', () => {
    const [a, b, c] = [batch(), batch(), batch()];
    const queue = filled(a, b, c);
    assert.deepEqual([queue.take(true), queue.take(true), queue.take(true)], [a, b, c]);
    assert.equal(queue.take(true), undefined);
  });

  it('lets a person go before a batch that came first', () => {
    const [one, two] = [batch(), person()];
    assert.equal(filled(one, two).take(true), two);
  });

  it('gives a batch one start in eight while persons wait', () => {
    const queue = filled(
      ...Array.from({ length: 4 }, () => batch()),
      ...Array.from({ length: 30 }, () => person()),
    );
    const order = Array.from({ length: 24 }, () => queue.take(true)!.priority);
    assert.equal(batchShare, 8);
    assert.deepEqual(
      order.map((priority, index) => (priority === 'batch' ? index + 1 : 0)).filter((place) => place > 0),
      [8, 16, 24],
    );
  });

  it('keeps the turn of a batch that is not allowed yet', () => {
    const queue = filled(batch(), ...Array.from({ length: 20 }, () => person()));
    for (let i = 0; i < 10; i += 1) assert.equal(queue.take(false)!.priority, 'person');
    assert.equal(queue.take(true)!.priority, 'batch');
    assert.equal(filled(batch()).take(false), undefined);
  });

  it('lets groups take turns', () => {
    const queue = filled(batch('a'), batch('a'), batch('a'), batch('b'), batch('c'), batch('c'));
    const order = Array.from({ length: 6 }, () => queue.take(true)!.group);
    assert.deepEqual(order, ['a', 'b', 'c', 'a', 'c', 'a']);
  });

  it('puts another try before those of its group that never had one', () => {
    const [first, again] = [batch('a'), batch('a')];
    const queue = filled(first);
    queue.add(again, true);
    assert.equal(queue.take(true), again);
  });

  it('lets anyone leave once, from anywhere', () => {
    const [a, b, c] = [batch(), batch(), batch()];
    const queue = filled(a, b, c);
    assert.equal(queue.remove(b), true);
    assert.equal(queue.remove(b), false);
    assert.equal(queue.size, 2);
    assert.deepEqual([queue.take(true), queue.take(true)], [a, c]);
    assert.equal(queue.remove(a), false);
    assert.equal(queue.remove(person()), false);
    assert.equal(queue.size, 0);
  });

  it('hands out everyone who stays, once, each group in its order', () => {
    const member = fc.record({
      priority: fc.constantFrom<Priority>('person', 'batch'),
      group: fc.constantFrom('a', 'b', 'c'),
      leaves: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(member, { maxLength: 60 }), (members) => {
        const queue = new FairQueue();
        const tickets = members.map(({ priority, group }) => new Ticket(priority, group));
        for (const ticket of tickets) queue.add(ticket, false);
        tickets.forEach((ticket, index) => {
          if (members[index]!.leaves) assert.equal(queue.remove(ticket), true);
        });
        const taken: Ticket[] = [];
        for (let next = queue.take(true); next !== undefined; next = queue.take(true)) taken.push(next);
        const staying = tickets.filter((_, index) => !members[index]!.leaves);
        assert.equal(queue.size, 0);
        assert.equal(taken.length, staying.length);
        const lane = (ticket: Ticket) => ticket.priority + ticket.group;
        for (const ticket of staying) {
          assert.deepEqual(
            taken.filter((each) => lane(each) === lane(ticket)),
            staying.filter((each) => lane(each) === lane(ticket)),
          );
        }
      }),
    );
  });

  it('never lets anyone wait for more than their share, however many others keep coming', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom<Priority>('person', 'batch'),
        (groups, priority) => {
          const queue = new FairQueue();
          const patient = new Ticket(priority, 'patient');
          const join = () => {
            queue.add(person('p'), false);
            for (let group = 0; group < groups; group += 1) queue.add(batch(`g${group}`), false);
          };
          join();
          queue.add(patient, false);
          for (let starts = 1; ; starts += 1) {
            if (queue.take(true) === patient) break;
            assert.ok(starts <= batchShare * (groups + 1), `${starts} others went first`);
            join();
          }
        },
      ),
    );
  });
});
