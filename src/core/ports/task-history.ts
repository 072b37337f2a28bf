import type { Task, TaskFilter } from '../../protocol/activity.ts';

/** A place in the history of all calls, which is in one order: newest first, answers before cells, the last stored first. */
export interface TaskPlace {
  /** Milliseconds since 1970. */
  at: number;
  kind: Task['kind'];
  /** The row's own number in its table. */
  n: number;
}

/** From a place on towards the past, without it; to another one, with it. */
export interface TaskSpan {
  before?: TaskPlace;
  downTo?: TaskPlace;
}

/** A call with what its prompt is made of. */
export interface StoredTask extends Omit<Task, 'prompt'> {
  place: TaskPlace;
  /** The beginning of what was asked; of a cell its template. */
  asked: string;
  /** Of a cell: the values of its row by column, each cut. */
  values: ReadonlyMap<string, string>;
}

/** Single calls of comparisons and runs. What is deleted is left out. */
export interface TaskHistory {
  /**
   * Where so many rows further back are, of all there are and not only of those that fit: what lies between is looked
   * through at once. Undefined when there are fewer.
   */
  mark(before: TaskPlace | undefined, count: number): Promise<TaskPlace | undefined>;
  /** At most `limit` that fit, newest first. */
  list(filter: TaskFilter, span: TaskSpan, limit: number): Promise<StoredTask[]>;
}
