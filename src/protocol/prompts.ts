import * as z from 'zod';
import { action, empty, id, query, timestamp } from './method.ts';

const PromptText = z.object({
  /** May have `{{name}}`s, which stand for values or columns. */
  text: z
    .string()
    .max(1_000_000)
    .refine((text) => text.trim() !== '', 'The prompt is empty.'),
  system: z.string().max(100_000).optional(),
});

/** A prompt of the library in its newest version. */
export const SavedPrompt = PromptText.extend({
  id,
  name: z.string(),
  /** From 1; what a version says never changes. */
  version: z.number().int().positive(),
  createdAt: timestamp,
  lastUsed: timestamp,
});
export type SavedPrompt = z.infer<typeof SavedPrompt>;

export const promptMethods = {
  /** By last use, newest first. */
  'prompt:list': query(empty, z.array(SavedPrompt)),
  /**
   * A new prompt, or a new version of the one with the id; the same words again make no new version. `conflict` when
   * another has the name.
   */
  'prompt:save': action(
    PromptText.extend({
      promptId: id.optional(),
      name: z.string().trim().min(1, 'Give the prompt a name.').max(200),
    }),
    SavedPrompt,
  ),
  /** Marks it as used now. */
  'prompt:use': action(z.object({ promptId: id }), SavedPrompt),
  /** For good. Runs that used it keep its words. */
  'prompt:delete': action(z.object({ promptId: id }), z.object({ promptId: id })),
};

/** What stands in a composer, or in a run's setup. */
const ComposerPrompt = z.object({ text: z.string(), system: z.string().optional() });
export type ComposerPrompt = z.infer<typeof ComposerPrompt>;

/** Answered by the window that hosts a page. */
export const promptPageMethods = {
  /**
   * VS Code's own quick pick over the prompt library; `current` can be saved there. Null when dismissed. With `template`
   * the prompt keeps its `{{name}}`, else their values are asked for.
   */
  'workbench:pick-prompt': query(
    z.object({ current: ComposerPrompt, template: z.boolean().optional() }),
    z.object({ prompt: ComposerPrompt.nullable() }),
  ),
};
