import * as z from 'zod';
import { TaskFilter } from './activity.ts';
import { empty, id, query } from './method.ts';

/** Answered by the window that hosts the page of the activity. */
export const activityPageMethods = {
  /** Opens the comparison or the run that a call belongs to. */
  'activity-page:open': query(
    z.object({ comparisonId: id.optional(), runId: id.optional(), title: z.string() }),
    empty,
  ),
  /** Asks where and in which format, writes all calls that fit there, offers to open it. */
  'activity-page:export': query(z.object({ filter: TaskFilter }), empty),
  /** VS Code's own questions about a project's models, system prompt and budget. */
  'activity-page:project-settings': query(z.object({ projectId: id }), empty),
};
