import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { epochOfName, ownerRecordName } from '../../core/owner-epoch.ts';
import type { Log } from '../../core/ports/log.ts';
import { AbaiError } from '../../protocol/errors.ts';

const MachineSchema = z.object({
  host: z.string(),
  machineId: z.string(),
  boot: z.string(),
  pidSpace: z.string(),
  netSpace: z.string(),
});

/**
 * What an owner tells those who look for it. The file is the user's alone: it holds the token. A later version may say
 * more; what no reader needs to find the owner is not asked of it.
 */
export const OwnerRecord = z.object({
  epoch: z.number().int().positive(),
  pid: z.number().int().positive(),
  /** See processStart. */
  started: z.string().optional(),
  machine: MachineSchema,
  address: z.string(),
  /** The folder that it was written for: a copy of the folder holds a copy of this. Older versions say nothing. */
  folder: z.object({ path: z.string(), inode: z.string() }).optional(),
  /** Known to those who can read the data folder, and asked of everyone who connects. */
  token: z.string().min(16),
  kind: z.enum(['window', 'cli', 'other']).catch('other'),
  productVersion: z.string(),
  /** Milliseconds since 1970-01-01 UTC. */
  since: z.number(),
  /** The owner closed the database and let go. */
  released: z.boolean().optional(),
});
export type OwnerRecord = z.infer<typeof OwnerRecord>;

/** So many old records are kept: a candidate that slept for a while must not find its number free again. */
const keptRecords = 16;
/** Bytes of the longest record. */
const longestRecord = 65_536;
/** What opening a thing that is no file of ours fails with. */
const noRecord: readonly (string | undefined)[] = ['EISDIR', 'ENXIO', 'ELOOP', 'ENODEV'];

/**
 * For this user only. Not Node's own `recursive`: it never ends below a folder such as /proc, where making one fails as
 * if a parent were missing.
 */
function makeFolderSync(folder: string): void {
  const make = (): void => void mkdirSync(folder, { mode: 0o700 });
  try {
    make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolderSync(dirname(folder));
    make();
  }
}

/** The records of the owners of a data folder, one file for each epoch; the highest counts. */
export class OwnerRecords {
  readonly folder: string;
  readonly #log: Log;
  readonly #link: typeof linkSync;

  /** `link` makes hard links; some file systems cannot. */
  constructor(folder: string, log: Log, link: typeof linkSync = linkSync) {
    this.folder = folder;
    this.#log = log;
    this.#link = link;
    this.prepare();
  }

  /** Makes the folder where it is missing. Something else that has its name would keep everybody out: it is set aside. */
  prepare(): void {
    makeFolderSync(this.folder);
    const found = lstatSync(this.folder);
    if (found.isDirectory()) return;
    const aside = `${this.folder}.set-aside-${randomUUID().slice(0, 8)}`;
    this.#log.warn('What stood in the place of the owner records was set aside.', { aside });
    renameSync(this.folder, aside);
    makeFolderSync(this.folder);
  }

  #path(epoch: number): string {
    return join(this.folder, ownerRecordName(epoch));
  }

  /** 0 when there was never an owner. */
  highest(): number {
    return Math.max(0, ...this.#epochs());
  }

  #epochs(): number[] {
    return readdirSync(this.folder).flatMap((name) => epochOfName(name) ?? []);
  }

  /**
   * `missing`: removed since it was listed. `broken`: still being written, its writer died over it, or it is no record.
   * Throws when it cannot be read: it may be an owner's all the same.
   */
  read(epoch: number): OwnerRecord | 'missing' | 'broken' {
    const path = this.#path(epoch);
    let text: string | undefined;
    try {
      text = readSmallFile(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return 'missing';
      if (noRecord.includes(code)) return 'broken';
      throw new UnreadableRecord(path, error);
    }
    const parsed = OwnerRecord.safeParse(parseJson(text));
    return parsed.success && parsed.data.epoch === epoch ? parsed.data : 'broken';
  }

  /** True when the record is now there, whole, and no other has its epoch or a higher one. */
  claim(record: OwnerRecord): boolean {
    const path = this.#path(record.epoch);
    const draft = this.#writeDraft(record);
    try {
      this.#link(draft, path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'].includes(code ?? '')) throw error;
      this.#log.warn('This file system has no hard links: the owner record is created in place.', { code });
      if (!this.#createInPlace(path, record)) return false;
    } finally {
      this.#remove(draft);
    }
    if (this.highest() !== record.epoch) {
      this.#remove(path);
      return false;
    }
    for (const epoch of this.#epochs()) {
      if (epoch < record.epoch - keptRecords) this.#remove(this.#path(epoch));
    }
    return true;
  }

  /** Replaces the record of an epoch that is still one's own. */
  replace(record: OwnerRecord): void {
    try {
      renameSync(this.#writeDraft(record), this.#path(record.epoch));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      // A full disk has no room for a second file: over the first, which readers take for broken until it is whole.
      const file = openSync(this.#path(record.epoch), 'r+');
      try {
        ftruncateSync(file, writeSync(file, JSON.stringify(record), 0));
      } finally {
        closeSync(file);
      }
    }
  }

  #createInPlace(path: string, record: OwnerRecord): boolean {
    try {
      writeDurably(path, record);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  #writeDraft(record: OwnerRecord): string {
    const draft = join(this.folder, `.draft-${randomUUID()}`);
    try {
      writeDurably(draft, record);
    } catch (error) {
      this.#remove(draft);
      throw error;
    }
    return draft;
  }

  #remove(path: string): void {
    try {
      unlinkSync(path);
    } catch {
      // Somebody else swept it.
    }
  }
}

function writeDurably(path: string, record: OwnerRecord): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, JSON.stringify(record));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The record is there and this process cannot read it now. */
export class UnreadableRecord extends AbaiError {
  constructor(path: string, cause: unknown) {
    const { code } = cause as NodeJS.ErrnoException;
    super('unavailable', `Who owns the data folder is written in ${path}, which cannot be read (${code}).`, {
      cause,
    });
    this.name = 'UnreadableRecord';
  }
}

/** Its beginning, if it is a file: a pipe or a device in its place would never come to an end. */
function readSmallFile(path: string): string {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const file = openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size > longestRecord) return '';
    const bytes = Buffer.alloc(found.size);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
