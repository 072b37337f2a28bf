import type { Caller } from '../core/ports/caller.ts';
import type { LocalModel } from '../protocol/local-models.ts';
import type { Catalogue } from './catalogue.ts';
import type { Context, Handlers } from './handlers.ts';
import { listedModelsWrite } from './models.ts';
import type { BackendPorts } from './ports.ts';
import type { Pulls } from './pulls.ts';

type LocalMethods =
  | 'local-models:list'
  | 'local-models:show'
  | 'local-models:pull'
  | 'local-models:pulls'
  | 'local-models:load'
  | 'local-models:unload'
  | 'local-models:status';

/** `gemma3` is short for `gemma3:latest`. */
const whole = (id: string) => (id.includes(':') ? id : `${id}:latest`);

/** Models of servers of the user's own: what is there, what is in memory, and getting more. */
export function localModelHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  pulls: Pulls,
): Handlers<LocalMethods> {
  /** Tells everyone, with what is installed and loaded now. The work is done: failing to list it fails nothing. */
  async function changed(provider: string, { caller, signal, commit }: Context, answer: { id: string }) {
    const writes = [];
    try {
      const models = await (await catalogue.provider(provider, caller)).listModels({ signal });
      writes.push(await listedModelsWrite(ports, catalogue, provider, models));
    } catch (error) {
      ports.log.warn('The models of the server could not be listed after a change.', { provider, error });
    }
    await commit({ writes, events: [{ type: 'models:changed', data: {} }], answer });
    return answer;
  }

  return {
    async 'local-models:list'({ provider }, { caller, signal }) {
      const local = await catalogue.localModels(provider, caller);
      const [installed, running] = await Promise.all([
        local.installed({ signal }),
        local.running({ signal }),
      ]);
      const known = catalogueOf(provider, caller);
      const loaded = new Set(running.map(({ id }) => id));
      const there = new Set(installed.map(({ id }) => id));
      return [
        ...installed.map(
          ({ id, sizeBytes }): LocalModel => ({
            id,
            name: known.get(id) ?? id,
            installed: true,
            loaded: loaded.has(id),
            sizeBytes,
          }),
        ),
        ...[...known]
          .filter(([id]) => !there.has(whole(id)))
          .map(([id, name]): LocalModel => ({ id, name, installed: false, loaded: false })),
      ];
    },

    async 'local-models:show'({ provider, id }, { caller, signal }) {
      return { id, ...(await (await catalogue.localModels(provider, caller)).show(id, { signal })) };
    },

    async 'local-models:pull'({ provider, id }, context) {
      const { caller, signal } = context;
      const local = await catalogue.localModels(provider, caller);
      const origin = catalogue.originOf(provider, caller) ?? provider;
      await pulls.join({ origin, provider, id: whole(id) }, signal, (own) =>
        local.pull(whole(id), { signal: own }),
      );
      return changed(provider, context, { id: whole(id) });
    },

    'local-models:pulls': async () => pulls.now(),

    async 'local-models:load'({ provider, id, keepAlive }, context) {
      const local = await catalogue.localModels(provider, context.caller);
      await local.load(id, { signal: context.signal, ...(keepAlive === undefined ? {} : { keepAlive }) });
      return changed(provider, context, { id });
    },

    async 'local-models:unload'({ provider, id }, context) {
      const local = await catalogue.localModels(provider, context.caller);
      await local.unload(id, { signal: context.signal });
      return changed(provider, context, { id });
    },

    async 'local-models:status'({ provider }, { caller, signal }) {
      const running = await (await catalogue.localModels(provider, caller)).running({ signal });
      return running.map(({ id, vramBytes, expiresAt }) => ({
        id,
        vramBytes,
        // Ollama writes a day centuries away, or none, for a model that it keeps.
        ...(expiresAt >= 0 && expiresAt < farAway ? { expiresAt } : {}),
      }));
    },
  };

  /** Names by id. What the server listed on an earlier day may have been removed from it since. */
  function catalogueOf(provider: string, caller: Caller): Map<string, string> {
    const own = catalogue.models(caller).filter((model) => model.provider === provider);
    return new Map(own.filter(({ origin }) => origin !== 'vendor').map(({ id, name }) => [id, name]));
  }
}

/** Milliseconds since epoch: the year 2200. */
const farAway = Date.UTC(2200, 0, 1);
