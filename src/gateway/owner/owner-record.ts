import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Log } from '../../core/ports/log.ts';

const MachineSchema = z.object({
  host: z.string(),
  machineId: z.string(),
  boot: z.string(),
  pidSpace: z.string(),
  netSpace: z.string(),
});

/** What an owner tells those who look for it. The file is the user's alone: it holds the token. */
export const OwnerRecord = z.object({
  epoch: z.number().int().positive(),
  pid: z.number().int(),
  /** See processStart. */
  started: z.string().optional(),
  machine: MachineSchema,
  address: z.string(),
  /** Known to those who can read the data folder, and asked of everyone who connects. */
  token: z.string().min(16),
  kind: z.enum(['window', 'cli']),
  productVersion: z.string(),
  /** Milliseconds since 1970-01-01 UTC. */
  since: z.number(),
  /** The owner closed the database and let go. */
  released: z.boolean().optional(),
});
export type OwnerRecord = z.infer<typeof OwnerRecord>;

/** So many old records are kept: a candidate that slept for a while must not find its number free again. */
const keptRecords = 16;
const recordName = /^owner\.(\d{12})$/;

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
    makeFolderSync(folder);
  }

  #path(epoch: number): string {
    return join(this.folder, `owner.${String(epoch).padStart(12, '0')}`);
  }

  /** 0 when there was never an owner. */
  highest(): number {
    return Math.max(0, ...this.#epochs());
  }

  #epochs(): number[] {
    return readdirSync(this.folder).flatMap((name) => {
      const match = recordName.exec(name);
      return match ? [Number(match[1])] : [];
    });
  }

  /** `missing`: removed since it was listed. `broken`: still being written, or its writer died over it. */
  read(epoch: number): OwnerRecord | 'missing' | 'broken' {
    try {
      const parsed = OwnerRecord.safeParse(JSON.parse(readFileSync(this.#path(epoch), 'utf8')));
      return parsed.success ? parsed.data : 'broken';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'broken';
    }
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
    const draft = this.#writeDraft(record);
    renameSync(draft, this.#path(record.epoch));
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
    writeDurably(draft, record);
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
