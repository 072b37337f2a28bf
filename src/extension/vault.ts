import type { SecretStorage } from 'vscode';
import type { Vault } from '../core/ports/vault.ts';
import { keyHint } from '../runtime/environment.ts';

const prefix = 'abai.key:';
/** The names of the keys there are: VS Code's storage cannot list its entries. */
const indexKey = 'abai.key-names';

interface Entry {
  key: string;
  origin: string;
}

function parsed<T>(text: string | undefined, isValid: (value: unknown) => value is T): T | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Entry | null;
  return typeof entry === 'object' && typeof entry?.key === 'string' && typeof entry.origin === 'string';
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** Keys in VS Code's SecretStorage, which all windows of a user share. */
export function createSecretVault(secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>): Required<Vault> {
  const entryOf = async (name: string) => parsed(await secrets.get(prefix + name), isEntry);
  const names = async () => parsed(await secrets.get(indexKey), isNames) ?? [];
  // One change of the index after the other: two at once would lose one.
  let changing: Promise<unknown> = Promise.resolve();
  const changeNames = (change: (names: Set<string>) => void): Promise<void> => {
    const next = changing.then(async () => {
      const known = new Set(await names());
      change(known);
      await secrets.store(indexKey, JSON.stringify([...known].sort()));
    });
    changing = next.catch(() => {});
    return next;
  };

  return {
    async get(name, origin) {
      const entry = await entryOf(name);
      return entry?.origin === origin ? entry.key : undefined;
    },
    async set(name, key, origin) {
      await secrets.store(prefix + name, JSON.stringify({ key, origin } satisfies Entry));
      await changeNames((known) => known.add(name));
    },
    async delete(name) {
      await secrets.delete(prefix + name);
      await changeNames((known) => known.delete(name));
    },
    async hints() {
      const hints: Record<string, string> = {};
      for (const name of await names()) {
        const entry = await entryOf(name);
        if (entry) hints[name] = keyHint(entry.key);
      }
      return hints;
    },
    async origins() {
      const origins: Record<string, string> = {};
      for (const name of await names()) {
        const entry = await entryOf(name);
        if (entry) origins[name] = entry.origin;
      }
      return origins;
    },
  };
}
