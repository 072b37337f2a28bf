import { AbaiError } from '../protocol/errors.ts';
import type { NewEvent } from '../protocol/events.ts';
import type { SavedPrompt } from '../protocol/prompts.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { promptHash } from './prompt-hash.ts';

const changed: NewEvent = { type: 'prompts:changed', data: {} };

export function promptHandlers({
  store,
  clock,
  ids,
}: BackendPorts): Handlers<'prompt:list' | 'prompt:save' | 'prompt:use' | 'prompt:delete'> {
  async function promptOf(id: string) {
    const found = await store.prompts.get(id);
    if (!found) {
      throw new AbaiError('not-found', 'There is no prompt with this id: it may have been deleted.');
    }
    return found;
  }

  async function refuseTaken(name: string, id: string): Promise<void> {
    const wanted = name.toLowerCase();
    const other = (await store.prompts.list()).find((prompt) => prompt.name.toLowerCase() === wanted);
    if (!other || other.id === id) return;
    throw new AbaiError('conflict', `There is a prompt with the name “${other.name}” already.`, {
      details: { promptId: other.id },
    });
  }

  return {
    'prompt:list': () => store.prompts.list(),

    async 'prompt:save'({ promptId, name, text, system }, context) {
      const before = promptId === undefined ? undefined : await promptOf(promptId);
      const id = before?.prompt.id ?? ids.next();
      await refuseTaken(name, id);
      const now = clock.now();
      const hash = promptHash({ template: text, ...(system ? { system } : {}) });
      const same = before?.hash === hash;
      const prompt: SavedPrompt = {
        id,
        name,
        text,
        ...(system ? { system } : {}),
        version: before ? before.prompt.version + (same ? 0 : 1) : 1,
        createdAt: before?.prompt.createdAt ?? now,
        lastUsed: now,
      };
      const version = { id: ids.next(), hash };
      await context.commit({
        writes: before
          ? store.prompts.update(prompt, same ? undefined : version)
          : store.prompts.insert(prompt, version),
        events: [changed],
        answer: prompt,
      });
      return prompt;
    },

    async 'prompt:use'({ promptId }, context) {
      const { prompt } = await promptOf(promptId);
      const used = { ...prompt, lastUsed: clock.now() };
      await context.commit({ writes: [store.prompts.touch(promptId, used.lastUsed)], answer: used });
      return used;
    },

    async 'prompt:delete'({ promptId }, context) {
      await promptOf(promptId);
      await context.commit({
        writes: store.prompts.remove(promptId),
        events: [changed],
        answer: { promptId },
      });
      return { promptId };
    },
  };
}
