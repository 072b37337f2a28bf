import * as z from 'zod';
import { action, id, query, timestamp } from './method.ts';

const models = z.array(z.string().min(1).max(256)).max(32, 'Choose at most 32 models.');

export const ProjectSettings = z.object({
  /** `provider:id` each: what a new comparison or run begins with. */
  defaultModels: models.optional(),
  /** What a new comparison or run tells its models first. */
  systemPrompt: z.string().max(100_000).optional(),
  /** USD in a calendar month. Nothing stops there: people are warned. */
  budgetUsd: z.number().nonnegative().optional(),
});
export type ProjectSettings = z.infer<typeof ProjectSettings>;

export const Project = z.object({
  id,
  name: z.string(),
  description: z.string(),
  settings: ProjectSettings,
  createdAt: timestamp,
  lastUsed: timestamp,
  /** Since when it is archived: hidden from lists, and nothing new begins in it. */
  archivedAt: timestamp.optional(),
});
export type Project = z.infer<typeof Project>;

const name = z.string().trim().min(1, 'Give the project a name.').max(200);

/** A part that is given replaces what was there; null removes it. */
export const ProjectSettingsPatch = z.object({
  defaultModels: models.min(1, 'Choose at least one model, or none with null.').nullable().optional(),
  systemPrompt: z
    .string()
    .max(100_000)
    .refine((text) => text.trim() !== '', 'Write a system prompt, or remove it with null.')
    .nullable()
    .optional(),
  budgetUsd: z
    .number()
    .positive('Give a budget above 0, or none with null.')
    .max(1_000_000_000)
    .nullable()
    .optional(),
});

export type ProjectSettingsPatch = z.infer<typeof ProjectSettingsPatch>;

export const projectMethods = {
  'project:create': action(z.object({ name, description: z.string().max(10_000).optional() }), Project),
  /** By last use, newest first. `archived`: those too. */
  'project:list': query(z.object({ archived: z.boolean().optional() }), z.array(Project)),
  /** Without an id: the current project. */
  'project:get': query(z.object({ projectId: id.optional() }), Project),
  /** `conflict` for an archived one. */
  'project:switch': action(z.object({ projectId: id }), Project),
  'project:rename': action(z.object({ projectId: id, name }), Project),
  /** Another becomes the current one if need be; `conflict` when it is the last that is not archived. */
  'project:archive': action(z.object({ projectId: id }), Project),
  'project:unarchive': action(z.object({ projectId: id }), Project),
  'project:update-settings': action(z.object({ projectId: id, settings: ProjectSettingsPatch }), Project),
};
