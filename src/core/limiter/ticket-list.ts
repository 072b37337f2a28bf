/** Who goes first: a person who waits for a comparison, or a batch that has all night. */
export type Priority = 'person' | 'batch';

/** One request's place in a lane, from joining the queue to its outcome. */
export class Ticket {
  readonly priority: Priority;
  /** Requests of one group, for example one run, share one turn among the groups of their priority. */
  readonly group: string;
  state: 'queued' | 'active' | 'gone' = 'queued';
  /** The storm epoch it was started in. */
  epoch = -1;
  list: TicketList | undefined;
  before: Ticket | undefined;
  after: Ticket | undefined;

  constructor(priority: Priority, group: string) {
    this.priority = priority;
    this.group = group;
  }
}

/** Tickets in order, from which any one can leave in constant time: a run that is cancelled leaves a hundred thousand. */
export class TicketList {
  #first: Ticket | undefined;
  #last: Ticket | undefined;

  get first(): Ticket | undefined {
    return this.#first;
  }

  append(ticket: Ticket): void {
    ticket.list = this;
    ticket.before = this.#last;
    ticket.after = undefined;
    if (this.#last === undefined) this.#first = ticket;
    else this.#last.after = ticket;
    this.#last = ticket;
  }

  prepend(ticket: Ticket): void {
    ticket.list = this;
    ticket.before = undefined;
    ticket.after = this.#first;
    if (this.#first === undefined) this.#last = ticket;
    else this.#first.before = ticket;
    this.#first = ticket;
  }

  remove(ticket: Ticket): void {
    if (ticket.list !== this) return;
    if (ticket.before === undefined) this.#first = ticket.after;
    else ticket.before.after = ticket.after;
    if (ticket.after === undefined) this.#last = ticket.before;
    else ticket.after.before = ticket.before;
    ticket.list = undefined;
    ticket.before = undefined;
    ticket.after = undefined;
  }
}
