import type { WorkbenchMethodName, WorkbenchParams, WorkbenchResult } from '../../src/protocol/page.ts';
import type { ComposerProfile } from '../../src/protocol/profiles.ts';
import type { PageClient } from '../connection/page-client.ts';
import { readSchema } from './run-setup-schema.ts';
import type { Draft } from './saved-state.ts';

export interface PickingPorts {
  client: PageClient;
  draft(): Draft;
  edit(change: Partial<Draft>): void;
  failed(thrown: unknown): void;
}

/** What VS Code's quick picks put into the draft: profiles, saved prompts and tools. What goes wrong is told, not thrown. */
export class Picking {
  readonly #ports: PickingPorts;

  constructor(ports: PickingPorts) {
    this.#ports = ports;
  }

  async pickProfile(): Promise<void> {
    const picked = await this.#ask('workbench:pick-profile', { current: asProfile(this.#ports.draft()) });
    if (picked?.profile) this.#ports.edit(changeBy(picked.profile, this.#ports.draft()));
  }

  async pickPrompt(): Promise<void> {
    const { prompt: text, system } = this.#ports.draft();
    const current = { text, ...(system.trim() === '' ? {} : { system }) };
    const picked = await this.#ask('workbench:pick-prompt', { current });
    if (!picked?.prompt) return;
    const { prompt } = picked;
    this.#ports.edit({
      prompt: prompt.text,
      ...(prompt.system === undefined ? {} : { system: prompt.system }),
    });
  }

  /** `offered` is what the models may call as long as the draft says nothing else. */
  async pickTools(offered: readonly string[]): Promise<void> {
    const selected = [...(this.#ports.draft().tools ?? offered)];
    const picked = await this.#ask('workbench:pick-tools', { selected });
    if (picked?.tools) this.#ports.edit({ tools: picked.tools });
  }

  async #ask<M extends WorkbenchMethodName>(
    method: M,
    params: WorkbenchParams<M>,
  ): Promise<WorkbenchResult<M> | undefined> {
    try {
      return await this.#ports.client.workbench(method, params);
    } catch (thrown) {
      this.#ports.failed(thrown);
      return undefined;
    }
  }
}

function asProfile({ models, system, parameters, own, schema, prompt }: Draft): ComposerProfile {
  const { value } = readSchema(schema);
  const known = Object.entries(own).filter(([model]) => models.includes(model));
  return {
    models: [...models],
    ...(system.trim() === '' ? {} : { system }),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    ...(known.length > 0 ? { own: Object.fromEntries(known) } : {}),
    ...(value ? { schema: value } : {}),
    ...(prompt.trim() === '' ? {} : { prompt }),
  };
}

/** What the profile names replaces what is there; a prompt that is being written stays. */
function changeBy(profile: ComposerProfile, draft: Draft): Partial<Draft> {
  const { models, system, parameters, own, schema, prompt } = profile;
  return {
    ...(models ? { models, own: own ?? {} } : own ? { own } : {}),
    ...(system === undefined ? {} : { system }),
    ...(parameters ? { parameters } : {}),
    ...(schema ? { schema: JSON.stringify(schema, null, 2) } : {}),
    ...(prompt !== undefined && draft.prompt.trim() === '' ? { prompt } : {}),
  };
}
