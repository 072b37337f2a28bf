import * as z from 'zod';
import { Cost } from './generation.ts';
import { action, empty, id, query, timestamp } from './method.ts';

const count = z.number().int().nonnegative();

/** What one model was asked in one project on one day. */
export const Activity = z.object({
  /** `YYYY-MM-DD`, by the clock of the machine that runs the back end. */
  day: z.string(),
  projectId: id,
  provider: z.string(),
  /** The model's own id, without the provider. */
  model: z.string(),
  calls: count,
  failed: count,
  tokensIn: count,
  tokensOut: count,
  /** USD of the calls whose cost is known; null when none is. */
  cost: z.number().nonnegative().nullable(),
  /** Calls that cost something nobody knows: a sum without them is too low. */
  unknownCosts: count,
});
export type Activity = z.infer<typeof Activity>;

export const taskKinds = ['comparison', 'run'] as const;

export const taskStates = ['running', 'succeeded', 'failed', 'cancelled', 'interrupted'] as const;
export type TaskState = (typeof taskStates)[number];

/** One call: an answer of a comparison or of another conversation, or a cell of a run that has come back. */
export const Task = z.object({
  /** Of the message or the cell. */
  id,
  kind: z.enum(taskKinds),
  /** When an answer was asked for, or when a cell came back. */
  at: timestamp,
  projectId: id,
  /** What a click opens. A conversation of no comparison has none. */
  comparisonId: id.optional(),
  runId: id.optional(),
  /** Of the comparison, the conversation or the run. */
  name: z.string(),
  /** `provider:id`. */
  model: z.string(),
  state: z.enum(taskStates),
  tokensIn: count.optional(),
  tokensOut: count.optional(),
  /** Missing where there was nothing to pay for, as for a call that was refused. */
  cost: Cost.optional(),
  /** Milliseconds from the call to the end of the answer. */
  totalMs: z.number().nonnegative().optional(),
  /** The answer came from the cache: there was no call. */
  cached: z.boolean().optional(),
  errorCode: z.string().optional(),
  /** The first line of what was asked, at most 200 characters. */
  prompt: z.string(),
});
export type Task = z.infer<typeof Task>;

/** All that is given must hold. */
export const TaskFilter = z.object({
  /** Both included. */
  from: timestamp.optional(),
  to: timestamp.optional(),
  projectId: id.optional(),
  provider: z.string().min(1).optional(),
  /** `provider:id`. */
  model: z.string().min(1).optional(),
  kind: z.enum(taskKinds).optional(),
  states: z.array(z.enum(taskStates)).min(1).optional(),
  /** In what was asked or in the answer, without regard to case. */
  text: z.string().max(200).optional(),
});
export type TaskFilter = z.infer<typeof TaskFilter>;

/** Made by the back end: where the next page begins. */
const taskCursor = z
  .string()
  .regex(/^\d{1,16}\.(comparison|run)\.\d{1,16}$/, 'This is no place in the task history.');

export const activityMethods = {
  /** Oldest day first. What was deleted since has been paid for all the same, and is in. */
  'activity:get': query(
    z.object({ from: timestamp.optional(), to: timestamp.optional(), projectId: id.optional() }),
    z.array(Activity),
  ),
  /** Answers, and cells of runs, that are asked at this moment one by one; and the rows of today. */
  'activity:now': query(empty, z.object({ answers: count, cells: count, today: z.array(Activity) })),
  /**
   * Newest first. `before` is what the page before gave as `next`; null there is the end. A page may be short or empty
   * and have a next one all the same: no request looks through everything for a rare word. `reached` is the time down
   * to which all was looked through.
   */
  'activity:tasks': query(
    z.object({
      filter: TaskFilter.optional(),
      before: taskCursor.optional(),
      limit: z.number().int().min(1).max(500).optional(),
    }),
    z.object({ tasks: z.array(Task), next: taskCursor.nullable(), reached: timestamp.nullable() }),
  ),
  /**
   * Writes all that fits to a file on the back end's machine; one that is there is replaced. Formulas are neutralised
   * for spreadsheets in CSV unless told otherwise.
   */
  'activity:export': action(
    z.object({
      filter: TaskFilter.optional(),
      format: z.enum(['csv', 'json']),
      path: z.string().min(1),
      neutralise: z.boolean().optional(),
    }),
    z.object({ path: z.string(), rows: count, bytes: count }),
  ),
};
