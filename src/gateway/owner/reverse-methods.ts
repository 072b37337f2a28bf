import * as z from 'zod';
import type { LanguageModels } from '../../core/ports/language-models.ts';
import type { GenerationRequest } from '../../core/ports/provider.ts';
import type { Tools } from '../../core/ports/tools.ts';
import type { Vault } from '../../core/ports/vault.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Handle } from '../dispatch.ts';
import type { PartMessage } from './reverse-answers.ts';

/** What the owner asks the process that asked for the work. Keys pass through memory and are kept nowhere. */
export const reverseMethods = {
  'vault:get': z.object({ name: z.string(), origin: z.string() }),
  'vault:set': z.object({ name: z.string(), key: z.string(), origin: z.string() }),
  'vault:delete': z.object({ name: z.string() }),
  'vault:hints': z.object({}),
  'vault:origins': z.object({}),
  'language-models:list': z.object({}),
  'language-models:generate': z.object({ streamId: z.string(), request: z.record(z.string(), z.unknown()) }),
  'tools:list': z.object({}),
  'tools:run': z.object({ call: z.object({ name: z.string(), arguments: z.unknown() }) }),
} as const;

export type ReverseMethod = keyof typeof reverseMethods;

/** Notification from client to owner, before the first request that they matter to: its settings as they are now. */
export const endpointsChanged = 'endpoints:changed';

export const EndpointsMessage = z.object({
  endpoints: z.record(z.string(), z.record(z.string(), z.unknown())),
  models: z.array(z.unknown()).optional(),
});

function parsed<S extends z.ZodType>(schema: S, params: unknown): z.output<S> {
  const result = schema.safeParse(params ?? {});
  if (!result.success)
    throw new AbaiError(
      'invalid',
      'The back end asked this window for something in a way that is not understood.',
    );
  return result.data;
}

/** What a process has that the owner may ask for. */
export interface OwnThings {
  vault: Vault;
  languageModels?: LanguageModels | undefined;
  tools?: Tools | undefined;
}

/** The client's side: answers from its own vault, and from its own language models and tools where it has some. */
export function reverseHandle(
  { vault, languageModels, tools }: OwnThings,
  tellPart: (message: PartMessage) => void,
): Handle {
  return async (method, params, signal) => {
    switch (method) {
      case 'vault:get': {
        const { name, origin } = parsed(reverseMethods['vault:get'], params);
        return { key: (await vault.get(name, origin)) ?? null };
      }
      case 'vault:set': {
        const { name, key, origin } = parsed(reverseMethods['vault:set'], params);
        await vault.set(name, key, origin);
        return {};
      }
      case 'vault:delete': {
        await vault.delete(parsed(reverseMethods['vault:delete'], params).name);
        return {};
      }
      case 'vault:hints':
        return { hints: await vault.hints() };
      case 'vault:origins':
        return { origins: (await vault.origins?.()) ?? {} };
      case 'language-models:list':
        return { models: (await languageModels?.list()) ?? [] };
      case 'language-models:generate': {
        const { streamId, request } = parsed(reverseMethods['language-models:generate'], params);
        if (!languageModels) throw new AbaiError('unavailable', 'This process has no language models.');
        const parts = languageModels.generate(request as unknown as GenerationRequest, { signal });
        for await (const part of parts) tellPart({ streamId, part });
        return {};
      }
      case 'tools:list':
        return (await tools?.list()) ?? { tools: [], mostRounds: 0 };
      case 'tools:run': {
        const { call } = parsed(reverseMethods['tools:run'], params);
        if (!tools) throw new AbaiError('unavailable', 'This process has no tools.');
        return tools.run(call, { signal });
      }
      default:
        throw new AbaiError('not-found', `Unknown request type: ${method}`);
    }
  };
}
