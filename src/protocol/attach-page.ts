import * as z from 'zod';
import { Attachment } from './attachments.ts';
import { empty, query } from './method.ts';

const attached = z.object({ attachments: z.array(Attachment) });

/** Attaching needs an editor: answered by the window that hosts the page. The contents are with the back end by then. */
export const attachPageMethods = {
  /** VS Code's quick pick of what can be attached; nothing when dismissed. */
  'workbench:attach': query(empty, attached),
  /** VS Code's quick pick over the files of the workspace; nothing when dismissed. */
  'workbench:attach-from-workspace': query(empty, attached),
  /** Files of the workspace that were dropped on the page, by their addresses. */
  'workbench:attach-files': query(z.object({ uris: z.array(z.string().max(4000)).max(100) }), attached),
  /** Shows where it came from, with what was selected; else its content. */
  'workbench:open-attachment': query(z.object({ attachment: Attachment }), empty),
};
