import * as z from 'zod';
import { action, empty, id, query, timestamp } from './method.ts';

export const ProjectSettings = z.object({
  defaultModels: z.array(z.string()).optional(),
  systemPrompt: z.string().optional(),
  budgetUsd: z.number().nonnegative().optional(),
});

export const Project = z.object({
  id,
  name: z.string(),
  description: z.string(),
  settings: ProjectSettings,
  createdAt: timestamp,
  lastUsed: timestamp,
});
export type Project = z.infer<typeof Project>;

const name = z.string().trim().min(1, 'Give the project a name.').max(200);

export const projectMethods = {
  'project:create': action(z.object({ name, description: z.string().max(10_000).optional() }), Project),
  /** By last use, newest first. */
  'project:list': query(empty, z.array(Project)),
  /** Without an id: the current project. */
  'project:get': query(z.object({ projectId: id.optional() }), Project),
  'project:switch': action(z.object({ projectId: id }), Project),
};
