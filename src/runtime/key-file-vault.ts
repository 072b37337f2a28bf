import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Vault } from '../core/ports/vault.ts';
import { AbaiError } from '../protocol/errors.ts';
import { keyHint } from './environment.ts';

/** Base64 of the AES-256-GCM parts; name and origin are bound to them as additional data. */
const SealedKey = z.object({ origin: z.string(), iv: z.string(), tag: z.string(), data: z.string() });
const KeyFile = z.object({
  version: z.literal(1),
  /** Of the passphrase, base64; absent when the secret is a file of its own. */
  salt: z.string().optional(),
  keys: z.record(z.string(), SealedKey),
});
type KeyFile = z.infer<typeof KeyFile>;

export interface KeyFileOptions {
  /** Made when missing, for this user only. */
  folder: string;
  /** From ABAI_PASSPHRASE; without it a random secret in a file beside protects against copies of the key file alone. */
  passphrase?: string | undefined;
}

/**
 * Keys for machines without VS Code: AES-256-GCM in `keys.json`, its secret in `keys.secret` or derived from a
 * passphrase by scrypt. Reads the files at each use, so that processes see each other's changes.
 */
export function keyFileVault({ folder, passphrase }: KeyFileOptions): Vault {
  const file = join(folder, 'keys.json');
  const secretFile = join(folder, 'keys.secret');
  /** Kept, because deriving it takes a tenth of a second, and a run asks for keys with each call. */
  let derived: { salt: string; secret: Buffer } | undefined;

  function read(): KeyFile {
    if (!existsSync(file)) return { version: 1, keys: {} };
    let json: unknown;
    try {
      json = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      json = undefined;
    }
    const parsed = KeyFile.safeParse(json);
    if (parsed.success) return parsed.data;
    throw new AbaiError(
      'store',
      `The key file ${file} cannot be read: move it away and set your keys again.`,
    );
  }

  function writeOwn(path: string, text: string): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomBytes(4).toString('hex')}`;
    writeFileSync(temporary, text, { mode: 0o600, flush: true });
    renameSync(temporary, path);
  }

  /** 32 bytes. */
  function secretOf(keys: KeyFile): Buffer {
    if (keys.salt !== undefined) {
      if (passphrase) {
        if (derived?.salt !== keys.salt) derived = { salt: keys.salt, secret: derive(passphrase, keys.salt) };
        return derived.secret;
      }
      throw new AbaiError('auth', 'The key file is protected by a passphrase: set ABAI_PASSPHRASE to it.');
    }
    if (existsSync(secretFile)) return Buffer.from(readFileSync(secretFile, 'utf8'), 'base64');
    const made = randomBytes(32);
    writeOwn(secretFile, made.toString('base64'));
    return made;
  }

  function open(keys: KeyFile, name: string): string | undefined {
    const sealed = keys.keys[name];
    if (!sealed) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', secretOf(keys), Buffer.from(sealed.iv, 'base64'));
      decipher.setAAD(Buffer.from(`${name}\n${sealed.origin}`));
      decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
      return decipher.update(sealed.data, 'base64', 'utf8') + decipher.final('utf8');
    } catch (error) {
      if (error instanceof AbaiError) throw error;
      throw new AbaiError(
        'auth',
        `The saved key for ${name} cannot be opened: the passphrase or ${secretFile} has changed. Set the key again.`,
      );
    }
  }

  function seal(keys: KeyFile, name: string, key: string, origin: string): void {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', secretOf(keys), iv);
    cipher.setAAD(Buffer.from(`${name}\n${origin}`));
    const data = cipher.update(key, 'utf8', 'base64') + cipher.final('base64');
    keys.keys[name] = {
      origin,
      iv: iv.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      data,
    };
  }

  /** A passphrase that came after the first key protects that one too, from the next key that is saved on. */
  function protectedBy(keys: KeyFile): KeyFile {
    const next: KeyFile = { version: 1, salt: randomBytes(16).toString('base64'), keys: {} };
    for (const [name, { origin }] of Object.entries(keys.keys))
      seal(next, name, open(keys, name) ?? '', origin);
    return next;
  }

  /** A second passphrase in one file would lock up what the first one protects, or the other way round. */
  function requirePassphrase(keys: KeyFile, except: string): void {
    const other = Object.keys(keys.keys).find((name) => name !== except);
    if (keys.salt === undefined || other === undefined) return;
    try {
      open(keys, other);
    } catch (cause) {
      throw new AbaiError(
        'auth',
        `The saved keys are protected by another passphrase: set ABAI_PASSPHRASE to that one, or move ${file} away and set all keys again.`,
        { cause },
      );
    }
  }

  return {
    async get(name, origin) {
      const keys = read();
      return keys.keys[name]?.origin === origin ? open(keys, name) : undefined;
    },
    async set(name, key, origin) {
      let keys = read();
      requirePassphrase(keys, name);
      const begins = passphrase !== undefined && passphrase !== '' && keys.salt === undefined;
      if (begins) {
        delete keys.keys[name];
        keys = protectedBy(keys);
      }
      seal(keys, name, key, origin);
      writeOwn(file, JSON.stringify(keys, null, 2));
      // Nothing is opened by it any more.
      if (begins) rmSync(secretFile, { force: true });
    },
    async delete(name) {
      const keys = read();
      if (!(name in keys.keys)) return;
      delete keys.keys[name];
      writeOwn(file, JSON.stringify(keys, null, 2));
    },
    async hints() {
      const keys = read();
      const hints: Record<string, string> = {};
      for (const name of Object.keys(keys.keys)) hints[name] = keyHint(open(keys, name) ?? '');
      return hints;
    },
    async origins() {
      return Object.fromEntries(Object.entries(read().keys).map(([name, { origin }]) => [name, origin]));
    },
  };
}

/** Whether keys are saved that a passphrase does not protect: it came after them. */
export function hasUnprotectedKeys(folder: string): boolean {
  try {
    const { salt, keys } = KeyFile.parse(JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')));
    return salt === undefined && Object.keys(keys).length > 0;
  } catch {
    return false;
  }
}

function derive(passphrase: string, salt: string): Buffer {
  return scryptSync(passphrase, Buffer.from(salt, 'base64'), 32, { N: 2 ** 15, maxmem: 2 ** 26 });
}

/** Keys of the first vault go before those of the second, which is the one that is written to. */
export function vaultWithFallback(first: Vault, second: Vault): Vault {
  const originsOf = async (vault: Vault) => (await vault.origins?.()) ?? {};
  /** Names that both have, each for an address of its own: only a call says which of the two it takes. */
  const twofold = async () => {
    const [one, other] = await Promise.all([originsOf(first), originsOf(second)]);
    return Object.keys(one).filter((name) => name in other && other[name] !== one[name]);
  };
  return {
    get: async (name, origin) => (await first.get(name, origin)) ?? (await second.get(name, origin)),
    set: (name, key, origin) => second.set(name, key, origin),
    delete: (name) => second.delete(name),
    async hints() {
      const hints = { ...(await second.hints()), ...(await first.hints()) };
      for (const name of await twofold()) hints[name] = '';
      return hints;
    },
    async origins() {
      const origins = { ...(await originsOf(second)), ...(await originsOf(first)) };
      for (const name of await twofold()) delete origins[name];
      return origins;
    },
  };
}
