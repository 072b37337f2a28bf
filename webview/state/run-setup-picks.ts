import type { ComposerProfile } from '../../src/protocol/profiles.ts';
import type { SetupForm } from './run-setup-form.ts';
import { readSchema } from './run-setup-schema.ts';

/** What is written, as a profile can keep it: of several prompts the first. */
export function asProfile({ prompts, models, parameters, schema }: SetupForm): ComposerProfile {
  const [first] = prompts;
  const own = Object.fromEntries(
    models.flatMap((model) =>
      Object.keys(model.parameters).length > 0 ? [[model.reference, model.parameters]] : [],
    ),
  );
  const { value } = readSchema(schema);
  return {
    models: models.map(({ reference }) => reference),
    ...(Object.keys(own).length > 0 ? { own } : {}),
    ...(first && first.system.trim() !== '' ? { system: first.system } : {}),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    ...(value ? { schema: value } : {}),
    ...(first && first.template.trim() !== '' ? { prompt: first.template } : {}),
  };
}

/** As a table without a prompt begins: nobody has written anything yet. */
const bareColumn = /^\s*(\{\{[^{}]*\}\})?\s*$/;

/** What the profile names replaces what is there; a prompt that a person has written stays. */
export function changeBy(profile: ComposerProfile, form: SetupForm): Partial<SetupForm> {
  const { models, system, parameters, own = {}, schema, prompt } = profile;
  const native = new Set(form.models.filter((model) => model.native).map(({ reference }) => reference));
  return {
    ...(models
      ? {
          models: models.map((reference) => ({
            reference,
            parameters: own[reference] ?? {},
            native: native.has(reference),
          })),
        }
      : {}),
    ...(parameters ? { parameters } : {}),
    ...(schema ? { schema: JSON.stringify(schema, null, 2) } : {}),
    prompts: form.prompts.map((each, index) => ({
      ...each,
      ...(system === undefined ? {} : { system }),
      ...(prompt !== undefined && index === 0 && bareColumn.test(each.template) ? { template: prompt } : {}),
    })),
  };
}
