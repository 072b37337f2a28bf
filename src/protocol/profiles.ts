import * as z from 'zod';
import { Parameters } from './generation.ts';
import { action, empty, id, query, timestamp } from './method.ts';

/** A model as `provider:id`, or with parameters of its own over the profile's. */
const ProfileModel = z.union([
  z.string().min(1).max(256),
  z.strictObject({ model: z.string().min(1).max(256), parameters: Parameters.strict().optional() }),
]);

/** What a person comes back to: whom to ask, and how. Strict, as people write it by hand too. */
export const ProfileContent = z.strictObject({
  name: z.string().trim().min(1, 'Give the profile a name.').max(200),
  description: z.string().max(2000).optional(),
  models: z.array(ProfileModel).max(32, 'A profile has at most 32 models.').optional(),
  system: z.string().max(100_000).optional(),
  /** Of all models. */
  parameters: Parameters.strict().optional(),
  /** The answer must be JSON that fits this JSON Schema. */
  schema: z.record(z.string(), z.unknown()).optional(),
  /** A prompt to begin with; `{{name}}` asks for a value, and in a run stands for a column. */
  promptTemplate: z.string().max(1_000_000).optional(),
});
export type ProfileContent = z.infer<typeof ProfileContent>;

export const Profile = ProfileContent.extend({ id, createdAt: timestamp, updatedAt: timestamp });
export type Profile = z.infer<typeof Profile>;

export const profileMethods = {
  /** By name. */
  'profile:list': query(empty, z.array(Profile)),
  /** A new profile, or with an id that one as it is to be now. `conflict` when another has the name. */
  'profile:save': action(z.object({ profileId: id.optional(), profile: ProfileContent }), Profile),
  /** Can be undone with `profile:restore` until the back end closes. */
  'profile:delete': action(z.object({ profileId: id }), z.object({ profileId: id })),
  'profile:restore': action(z.object({ profileId: id }), Profile),
  /** The JSON text of a file; without ids all of them. */
  'profile:export': query(z.object({ profileIds: z.array(id).optional() }), z.object({ text: z.string() })),
  /**
   * Takes in the text of such a file. What has a name that is there already is left out, or replaces it. `invalid` names
   * the line that is wrong, and then nothing is taken in.
   */
  'profile:import': action(
    z.object({ text: z.string().max(10_000_000), replace: z.boolean().optional() }),
    z.object({ added: z.array(z.string()), replaced: z.array(z.string()), leftOut: z.array(z.string()) }),
  ),
};

/** What stands in a composer and what a profile puts there; `own` has parameters of single models over the others. */
const ComposerProfile = z.object({
  models: z.array(z.string()).optional(),
  system: z.string().optional(),
  parameters: Parameters.optional(),
  own: z.record(z.string(), Parameters).optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  prompt: z.string().optional(),
});
export type ComposerProfile = z.infer<typeof ComposerProfile>;

/** Answered by the window that hosts a page. */
export const profilePageMethods = {
  /**
   * VS Code's own quick pick over saved profiles and those of the workspace; `current` can be saved as one there. Null
   * when dismissed. With `template` a prompt keeps its `{{name}}`, else their values are asked for.
   */
  'workbench:pick-profile': query(
    z.object({ current: ComposerProfile, template: z.boolean().optional() }),
    z.object({ profile: ComposerProfile.nullable() }),
  ),
};
