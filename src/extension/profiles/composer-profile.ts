import type { ComposerProfile, ProfileContent } from '../../protocol/profiles.ts';

/** A profile as a composer takes it: models beside their own parameters. */
export function toComposer({
  models,
  system,
  parameters,
  schema,
  promptTemplate,
}: ProfileContent): ComposerProfile {
  const own = Object.fromEntries(
    (models ?? []).flatMap((each) =>
      typeof each === 'string' || !each.parameters ? [] : [[each.model, each.parameters]],
    ),
  );
  return {
    ...(models ? { models: models.map((each) => (typeof each === 'string' ? each : each.model)) } : {}),
    ...(Object.keys(own).length > 0 ? { own } : {}),
    ...(system === undefined ? {} : { system }),
    ...(parameters ? { parameters } : {}),
    ...(schema ? { schema } : {}),
    ...(promptTemplate === undefined ? {} : { prompt: promptTemplate }),
  };
}

/** What stands in a composer as a profile without a name; parts that are empty are not in it. */
export function fromComposer(current: ComposerProfile): Omit<ProfileContent, 'name'> {
  const { models, system, parameters, own, schema, prompt } = current;
  const filled = (part: object | undefined): boolean => part !== undefined && Object.keys(part).length > 0;
  return {
    ...(models && models.length > 0
      ? {
          models: models.map((model) => {
            const parameters = own?.[model];
            return parameters && filled(parameters) ? { model, parameters } : model;
          }),
        }
      : {}),
    ...(system && system.trim() !== '' ? { system } : {}),
    ...(parameters && filled(parameters) ? { parameters } : {}),
    ...(schema ? { schema } : {}),
    ...(prompt && prompt.trim() !== '' ? { promptTemplate: prompt } : {}),
  };
}
