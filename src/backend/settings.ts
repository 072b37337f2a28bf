import type { Caller } from '../core/ports/caller.ts';
import type { StoredProviderSettings } from '../core/ports/store.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { ConnectionTest, ProviderSettings, SettingsView } from '../protocol/settings.ts';
import type { Catalogue } from './catalogue.ts';
import { endpointOrigin } from './endpoint.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { StoredProviders } from './stored-providers.ts';

/** What stands for a key in every answer, before its last four characters. */
const mask = '••••';
/** Milliseconds after which a provider that does not answer a test is called unreachable. */
const testTimeoutMs = 20_000;

/** The settings after a change: an empty text or null takes a setting back, what is not named stays. */
function changed(old: StoredProviderSettings, change: ProviderSettings): StoredProviderSettings {
  const { apiKey: _apiKey, ...rest } = change;
  const next: Record<string, unknown> = { ...old };
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    if (value === '' || value === null) delete next[key];
    else next[key] = typeof value === 'string' ? value.trim() : value;
  }
  if (typeof next.endpointUrl === 'string') next.endpointUrl = next.endpointUrl.replace(/\/+$/u, '');
  if (change.endpointUrl !== undefined && change.endpointUrl !== old.endpointUrl) delete next.lastTest;
  return next as StoredProviderSettings;
}

export function settingsHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  stored: StoredProviders,
): Handlers<'settings:save' | 'settings:load' | 'settings:remove' | 'providers:test'> {
  const { store, clock } = ports;

  async function view(caller: Caller): Promise<SettingsView> {
    const [hints, origins = {}] = await Promise.all([catalogue.keyHints(caller), caller.vault.origins?.()]);
    const names = new Set([
      ...catalogue.entries().map((entry) => entry.id),
      ...stored.names(),
      ...Object.keys(caller.endpoints()),
      ...Object.keys(hints),
      ...Object.keys(origins),
    ]);
    const providers: SettingsView['providers'] = {};
    for (const name of names) {
      const { baseUrl, headers, ...endpoint } = stored.endpoint(name, caller);
      const { lastTest } = stored.get(name);
      const origin = catalogue.originOf(name, caller);
      const own = Object.keys(caller.endpoints()[name] ?? {});
      providers[name] = {
        ...endpoint,
        ...(baseUrl === undefined ? {} : { endpointUrl: baseUrl }),
        // A header can be a credential: its name is shown, its value is not.
        ...(headers ? { headers: Object.fromEntries(Object.keys(headers).map((key) => [key, mask])) } : {}),
        ...(hints[name] === undefined ? {} : { apiKey: mask + hints[name] }),
        ...(lastTest ? { lastTest } : {}),
        ...(origin === undefined ? {} : { origin }),
        ...(origins[name] !== undefined && origins[name] !== origin ? { keyElsewhere: true } : {}),
        ...(own.length === 0
          ? {}
          : { decidedByClient: own.map((field) => (field === 'baseUrl' ? 'endpointUrl' : field)) }),
      };
    }
    return { providers };
  }

  /** Masked values come back from a form that was filled with `settings:load`: they mean "as it is". */
  function unmasked(name: string, change: ProviderSettings): ProviderSettings {
    const { headers, apiKey, ...rest } = change;
    const old = stored.get(name).headers ?? {};
    const own =
      headers &&
      Object.fromEntries(
        Object.entries(headers).flatMap(([key, value]) => {
          if (value !== mask) return [[key, value]];
          return old[key] === undefined ? [] : [[key, old[key]]];
        }),
      );
    return {
      ...rest,
      ...(own ? { headers: own } : {}),
      ...(apiKey === undefined || apiKey.startsWith(mask) ? {} : { apiKey: apiKey.trim() }),
    };
  }

  return {
    async 'settings:save'({ settings }, { caller, commit }) {
      const changes = Object.entries(settings.providers).map(([name, change]) => {
        catalogue.entryNamed(name);
        const own = unmasked(name, change);
        const next = changed(stored.get(name), own);
        // Checked for itself too: the caller's own address may stand before it today.
        if (next.endpointUrl) {
          const allowHttp = next.allowHttp ?? caller.endpoints()[name]?.allowHttp ?? false;
          endpointOrigin(catalogue.entryNamed(name), name, { baseUrl: next.endpointUrl, allowHttp });
        }
        return { name, next, apiKey: own.apiKey };
      });
      const nexts = Object.fromEntries(changes.map(({ name, next }) => [name, next]));
      const bound = changes.map(({ name, apiKey }) => {
        const endpoint = stored.endpoint(name, caller, nexts);
        return { name, apiKey, origin: endpointOrigin(catalogue.entryNamed(name), name, endpoint) };
      });
      for (const { name, origin, apiKey } of bound) {
        if (apiKey === '') await caller.vault.delete(name);
        else if (apiKey !== undefined) await caller.vault.set(name, apiKey, origin);
      }
      await commit({
        writes: changes.map(({ name, next }) => store.providerSettings.put(name, next)),
        events: [{ type: 'settings:changed', data: { keys: changes.map(({ name }) => name) } }],
      });
      for (const { name, next } of changes) stored.remember(name, next);
      return view(caller);
    },

    'settings:load': (_params, { caller }) => view(caller),

    async 'settings:remove'({ provider }, { caller, commit }) {
      catalogue.entryNamed(provider);
      await caller.vault.delete(provider);
      await commit({
        writes: [store.providerSettings.remove(provider)],
        events: [{ type: 'settings:changed', data: { keys: [provider] } }],
      });
      stored.remember(provider, undefined);
      return view(caller);
    },

    async 'providers:test'({ provider: name }, { caller, signal, commit }) {
      const lastTest: ConnectionTest = { ...(await tested(name, caller, signal)), testedAt: clock.now() };
      const next = { ...stored.get(name), lastTest };
      await commit({
        writes: [store.providerSettings.put(name, next)],
        events: [{ type: 'settings:changed', data: { keys: [name] } }],
        answer: lastTest,
      });
      stored.remember(name, next);
      return lastTest;
    },
  };

  async function tested(
    name: string,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<Pick<ConnectionTest, 'status' | 'message'>> {
    const limit = new AbortController();
    const stop = () => limit.abort();
    signal.addEventListener('abort', stop, { once: true });
    const cancelTimer = clock.after(testTimeoutMs, stop);
    try {
      const provider = await catalogue.provider(name, caller);
      return { status: 'connected', message: await provider.testConnection({ signal: limit.signal }) };
    } catch (thrown) {
      if (signal.aborted) throw new AbaiError('cancelled', 'The test was stopped.');
      if (limit.signal.aborted) {
        const seconds = testTimeoutMs / 1000;
        return {
          status: 'error',
          message: `No answer within ${seconds} s: check the address and your network.`,
        };
      }
      return { status: 'error', message: toAbaiError(thrown).message };
    } finally {
      cancelTimer();
      signal.removeEventListener('abort', stop);
    }
  }
}

/** A resend is answered with the settings as they are now. */
export function settingsResumes(handlers: Pick<Handlers, 'settings:load'>) {
  const load: Handlers['settings:load'] = handlers['settings:load'];
  return {
    'settings:save': (_answer: never, context: Parameters<typeof load>[1]) => load({}, context),
    'settings:remove': (_answer: never, context: Parameters<typeof load>[1]) => load({}, context),
  };
}
