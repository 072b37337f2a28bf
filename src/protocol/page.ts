import * as z from 'zod';
import { activityPageMethods } from './activity-page.ts';
import { attachPageMethods } from './attach-page.ts';
import { Attachment } from './attachments.ts';
import { type ComparisonDetail, PromptSource } from './comparisons.ts';
import { Parameters, ToolNames } from './generation.ts';
import { empty, id, query } from './method.ts';
import { profilePageMethods } from './profiles.ts';
import { promptPageMethods } from './prompts.ts';
import { runPageMethods } from './run-page.ts';

/**
 * What travels over a webview's postMessage. Each page load makes a fresh `session`; both sides drop envelopes of any
 * other, because a page that was hidden or reloaded is a new page whose request ids begin again at 0.
 */
export interface PageEnvelope {
  abai: 1;
  session: string;
  /** `open` starts a session and ends the one before; `rpc` carries one JSON-RPC message. */
  kind: 'open' | 'rpc';
  message?: unknown;
}

/** What a panel shows: kept by the page with setState and handed back after a reload. */
export const PanelState = z.object({
  /** The comparison on show; without it the panel is an empty composer. */
  comparisonId: id.optional(),
  /** What stands in the composer. */
  draft: z
    .object({
      prompt: z.string(),
      system: z.string().optional(),
      models: z.array(z.string()),
      source: z.unknown().optional(),
      /** The conversations that a follow-up goes to; all when it is missing. */
      to: z.array(id).optional(),
      attachments: z.array(Attachment).optional(),
      /** Of all models, and of one model by its reference. */
      parameters: Parameters.optional(),
      own: z.record(z.string(), Parameters).optional(),
      /** A JSON Schema as it is written, finished or not. */
      schema: z.string().optional(),
      tools: ToolNames.optional(),
    })
    .optional(),
  /** Which models are preferred is shown in front of that. */
  standings: z.boolean().optional(),
});
export type PanelState = z.infer<typeof PanelState>;

/** What a page can show at once: the host writes it into the page, which is older by then than what it asks for next. */
export interface FirstSight {
  state: PanelState;
  detail?: ComparisonDetail;
}

/** What code of an answer is for: where the question came from, and the question, by which that is found again. */
export const CodePlace = z.object({ source: PromptSource.optional(), prompt: z.string().optional() });
export type CodePlace = z.infer<typeof CodePlace>;

/** What models are chosen for: what was chosen last is remembered for each by itself. */
const ModelUse = z.enum(['comparison', 'run']);
export type ModelUse = z.infer<typeof ModelUse>;

/** Answered by the window that hosts the page, never by the back end: they need an editor. */
export const workbenchMethods = {
  /** What the host wants this page to show; called once after `open`. `{}` leaves it to the page's own state. */
  'panel:state': query(empty, PanelState),
  /** The page tells what it shows, so that the host can title the tab and find the panel again. */
  'panel:showing': query(z.object({ comparisonId: id.optional(), title: z.string() }), empty),
  /** VS Code's own quick pick over all models; null when dismissed. */
  'workbench:pick-models': query(
    z.object({ selected: z.array(z.string()), use: ModelUse.optional() }),
    z.object({ models: z.array(z.string()).nullable() }),
  ),
  /** A person took a model out of what is to be asked: nothing new begins with it until it is chosen again. */
  'workbench:leave-out-model': query(z.object({ model: z.string(), use: ModelUse }), empty),
  /** Likewise over the tools that models may be offered; null when dismissed, or when none may run here. */
  'workbench:pick-tools': query(
    z.object({ selected: ToolNames }),
    z.object({ tools: z.array(z.string()).nullable() }),
  ),
  'workbench:set-api-key': query(z.object({ provider: z.string() }), z.object({ saved: z.boolean() })),
  'clipboard:write': query(z.object({ text: z.string() }), empty),
  /** Opens text as an untitled document beside the panel. */
  'editor:open-document': query(z.object({ content: z.string(), languageId: z.string().optional() }), empty),
  /** Inserts at the cursor of the editor last active. */
  'editor:insert': query(z.object({ text: z.string() }), empty),
  /** Puts code in the place of what is selected in the editor last active, or of what the question was about. */
  'code:replace': query(z.object({ code: z.string(), place: CodePlace }), empty),
  /** Shows the file with the code in that place beside the file as it is; a person applies it there. */
  'code:preview': query(z.object({ code: z.string(), place: CodePlace }), empty),
  /** Opens code as an untitled file; `language` is the word behind its fence. */
  'code:new-file': query(z.object({ code: z.string(), language: z.string() }), empty),
  /** Writes one line into the terminal after asking, and never runs it; refused in a workspace without trust. */
  'code:to-terminal': query(z.object({ code: z.string() }), z.object({ written: z.boolean() })),
  /** Opens VS Code's diff editor on two texts. */
  'editor:open-diff': query(
    z.object({ left: z.string(), right: z.string(), leftTitle: z.string(), rightTitle: z.string() }),
    empty,
  ),
  /** http, https and mailto only; VS Code asks the user. */
  'workbench:open-external': query(z.object({ url: z.string() }), empty),
  ...attachPageMethods,
  ...profilePageMethods,
  ...promptPageMethods,
  ...runPageMethods,
  ...activityPageMethods,
};

export type WorkbenchMethods = typeof workbenchMethods;
export type WorkbenchMethodName = keyof WorkbenchMethods;
export type WorkbenchParams<M extends WorkbenchMethodName> = z.input<WorkbenchMethods[M]['params']>;
export type WorkbenchResult<M extends WorkbenchMethodName> = z.output<WorkbenchMethods[M]['result']>;
