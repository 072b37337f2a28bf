/** Calls of runs that are over, by time: the history of all calls is read from its newer end. */
export const taskHistory: readonly string[] = [
  `create index cells_ended on cells(updated_at) where status in ('succeeded', 'failed')`,
];
