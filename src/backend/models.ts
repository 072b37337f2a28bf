import type { ListedModel } from '../core/ports/provider.ts';
import type { Write } from '../core/ports/store.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { Catalogue } from './catalogue.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { StoredProviders } from './stored-providers.ts';

/** Where the vendors' lists are kept, by endpoint name. */
const listsKey = 'listedModels';
/** Milliseconds for one vendor's list. */
const listTimeoutMs = 20_000;

/** What `models:refresh` found on earlier days. */
export async function loadListedModels(ports: BackendPorts, catalogue: Catalogue): Promise<void> {
  const lists = ((await ports.store.settings.get(listsKey)) ?? {}) as Record<string, ListedModel[]>;
  for (const [name, models] of Object.entries(lists)) catalogue.setListed(name, models);
}

/** Takes in what one endpoint lists now; the write belongs into the transaction that tells of it. */
export async function listedModelsWrite(
  { store }: BackendPorts,
  catalogue: Catalogue,
  name: string,
  models: readonly ListedModel[],
): Promise<Write> {
  const lists = ((await store.settings.get(listsKey)) ?? {}) as Record<string, ListedModel[]>;
  catalogue.setListed(name, models);
  return store.settings.set(listsKey, { ...lists, [name]: models });
}

export function modelHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  stored: StoredProviders,
): Handlers<'models:get-all' | 'providers:list' | 'models:refresh'> {
  const { store, clock } = ports;
  return {
    'models:get-all': (_params, { caller }) => catalogue.modelsWithWindow(caller),

    'providers:list': (_params, { caller }) => catalogue.providers(caller),

    async 'models:refresh'({ provider }, { caller, signal, commit }) {
      const ready = (await catalogue.providers(caller)).filter(
        (state) => state.ready && !['openai-compatible', 'vscode-lm', 'demo'].includes(state.id),
      );
      const own = [...stored.names(), ...Object.keys(caller.endpoints())].filter((name) =>
        /^openai-compatible(?::[^#]+)?$/u.test(name),
      );
      const names = provider ? [provider] : [...new Set([...ready.map((state) => state.id), ...own])];
      if (provider) catalogue.entryNamed(provider);

      const before = catalogue.models(caller).length;
      const lists = ((await store.settings.get(listsKey)) ?? {}) as Record<string, ListedModel[]>;
      const failures: { provider: string; message: string }[] = [];
      const ask = async (name: string) => {
        const limit = new AbortController();
        const stop = () => limit.abort();
        signal.addEventListener('abort', stop, { once: true });
        const cancelTimer = clock.after(listTimeoutMs, stop);
        try {
          lists[name] = await (await catalogue.provider(name, caller)).listModels({ signal: limit.signal });
        } catch (thrown) {
          failures.push({ provider: name, message: toAbaiError(thrown).message });
        } finally {
          cancelTimer();
          signal.removeEventListener('abort', stop);
        }
      };
      await Promise.all(names.map(ask));
      for (const [name, models] of Object.entries(lists)) catalogue.setListed(name, models);
      const answer = { added: catalogue.models(caller).length - before, failures };
      await commit({
        writes: [store.settings.set(listsKey, lists)],
        events: [{ type: 'models:changed', data: {} }],
        answer,
      });
      return answer;
    },
  };
}
