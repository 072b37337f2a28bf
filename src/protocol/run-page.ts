import * as z from 'zod';
import { empty, id, query } from './method.ts';
import { RunSetup } from './run-methods.ts';

/** What stands in the setup view, finished or not. */
export const RunDraft = z.object({
  datasetId: id.optional(),
  /** What the import of the data had to say. */
  warnings: z.array(z.string()).optional(),
  /** Of the data's file, when a person chose it. */
  encoding: z.string().optional(),
  /** The rest of a `RunSetup`, as far as it is written. */
  setup: RunSetup.partial().optional(),
});
export type RunDraft = z.infer<typeof RunDraft>;

/** What a run's panel shows: kept by the page with setState and handed back after a reload. */
export const RunPageState = z.object({
  /** The run on show; without it the panel is the setup view. */
  runId: id.optional(),
  draft: RunDraft.optional(),
});
export type RunPageState = z.infer<typeof RunPageState>;

/** Answered by the window that hosts a run's page. */
export const runPageMethods = {
  /** What the host wants this page to show; called once after `open`. */
  'run-page:state': query(empty, RunPageState),
  /** The page tells what it shows, so that the host can title the tab and find the panel again. */
  'run-page:showing': query(z.object({ runId: id.optional(), title: z.string() }), empty),
  /** VS Code's open dialog, then `dataset:import`; null when dismissed. */
  'workbench:pick-dataset': query(
    empty,
    z.object({ datasetId: id, warnings: z.array(z.string()) }).nullable(),
  ),
  /** Reads the data's file once more, in another encoding, or as its bytes say. Throws `not-found` when the file is gone. */
  'workbench:read-again': query(
    z.object({ datasetId: id, encoding: z.string().min(1).max(100).optional() }),
    z.object({ datasetId: id, warnings: z.array(z.string()) }).nullable(),
  ),
  /** VS Code's open dialog; the text of the chosen file, null when dismissed. */
  'workbench:pick-text-file': query(
    z.object({ title: z.string() }),
    z.object({ name: z.string(), text: z.string() }).nullable(),
  ),
  /** VS Code's save dialog; false when dismissed. `encoding` says what `content` is. */
  'file:save-as': query(
    z.object({ name: z.string(), content: z.string(), encoding: z.enum(['utf8', 'base64']) }),
    z.object({ saved: z.boolean() }),
  ),
  /**
   * What a person has to do before the run can go on: set the key that it needs, or say what became of a batch. Then it
   * goes on.
   */
  'workbench:unblock-run': query(z.object({ runId: id }), empty),
  /** Asks where and in which format, exports there, offers to open it. */
  'workbench:export-run': query(z.object({ runId: id }), empty),
  /** VS Code's own question before money is spent; true when confirmed. */
  'workbench:confirm': query(
    z.object({ message: z.string(), detail: z.string().optional(), action: z.string() }),
    z.object({ confirmed: z.boolean() }),
  ),
};
