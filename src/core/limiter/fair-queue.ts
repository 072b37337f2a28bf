import { type Priority, type Ticket, TicketList } from './ticket-list.ts';

/** While both wait, one start in so many goes to a batch, so that persons do not starve it. */
export const batchShare = 8;

/**
 * Who is next. Persons go before batches, but for every eighth start. Within a priority the groups take turns, and
 * within a group it is first come, first served; what comes again after a failed try has waited already and goes first.
 */
export class FairQueue {
  readonly #person = new GroupQueue();
  readonly #batch = new GroupQueue();
  #personsInARow = 0;

  get size(): number {
    return this.#person.size + this.#batch.size;
  }

  sizeOf(priority: Priority): number {
    return this.#of(priority).size;
  }

  add(ticket: Ticket, again: boolean): void {
    this.#of(ticket.priority).add(ticket, again);
  }

  /** False when the ticket was not waiting here. */
  remove(ticket: Ticket): boolean {
    return this.#of(ticket.priority).remove(ticket);
  }

  /** Takes the next one out. A batch that is not allowed yet keeps its turn. */
  take(batchAllowed: boolean): Ticket | undefined {
    const batchReady = batchAllowed && this.#batch.size > 0;
    const batchTurn = this.#person.size === 0 || this.#personsInARow >= batchShare - 1;
    if (batchReady && batchTurn) {
      this.#personsInARow = 0;
      return this.#batch.take();
    }
    const ticket = this.#person.take();
    if (ticket !== undefined) this.#personsInARow = this.#batch.size > 0 ? this.#personsInARow + 1 : 0;
    return ticket;
  }

  #of(priority: Priority): GroupQueue {
    return priority === 'person' ? this.#person : this.#batch;
  }
}

/** Groups in turn. A map keeps the order: the group that was served goes to its end. */
class GroupQueue {
  readonly #groups = new Map<string, TicketList>();
  size = 0;

  add(ticket: Ticket, again: boolean): void {
    let list = this.#groups.get(ticket.group);
    if (list === undefined) {
      list = new TicketList();
      this.#groups.set(ticket.group, list);
    }
    if (again) list.prepend(ticket);
    else list.append(ticket);
    this.size += 1;
  }

  remove(ticket: Ticket): boolean {
    const { list } = ticket;
    if (list === undefined || this.#groups.get(ticket.group) !== list) return false;
    list.remove(ticket);
    if (list.first === undefined) this.#groups.delete(ticket.group);
    this.size -= 1;
    return true;
  }

  take(): Ticket | undefined {
    const next = this.#groups.entries().next();
    if (next.done) return undefined;
    const [group, list] = next.value;
    const ticket = list.first!;
    list.remove(ticket);
    this.size -= 1;
    if (list.first === undefined) {
      this.#groups.delete(group);
    } else if (this.#groups.size > 1) {
      this.#groups.delete(group);
      this.#groups.set(group, list);
    }
    return ticket;
  }
}
