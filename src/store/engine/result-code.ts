import { AbaiError } from '../../protocol/errors.ts';
import type { Mount } from './mounts.ts';

/** SQLite's primary result codes that we tell apart. */
export const SQLITE_OK = 0;
export const SQLITE_ROW = 100;
export const SQLITE_DONE = 101;
const SQLITE_NOMEM = 7;
const SQLITE_READONLY = 8;
export const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_CONSTRAINT = 19;
const SQLITE_NOTADB = 26;

/** What went wrong, for code; the sentence is for people. */
export type StoreProblem =
  | 'disk-full'
  | 'read-only'
  | 'not-a-database'
  | 'corrupt'
  /** Another process or program has the files. */
  | 'lost'
  | 'io'
  | 'out-of-memory'
  | 'constraint'
  | 'sql';

/** The problem of an error made here, undefined for any other thing. */
export function storeProblem(thrown: unknown): StoreProblem | undefined {
  return thrown instanceof AbaiError ? (thrown.details?.problem as StoreProblem | undefined) : undefined;
}

/** Whether the disk, its permissions or another program stood in the way, and not the file's content. */
export function isOfTheDisk(thrown: unknown): boolean {
  const problem: unknown = thrown instanceof AbaiError ? thrown.details?.problem : undefined;
  if (['disk-full', 'read-only', 'io', 'out-of-memory', 'lost', 'in-use'].includes(String(problem)))
    return true;
  const code = (thrown as { code?: unknown } | null)?.code;
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE'].includes(String(code));
}

/**
 * The AbaiError for a failed SQLite call: `conflict` for a broken constraint, `store` for the disk or the file,
 * `internal` for SQL that is wrong. `message` is SQLite's own text.
 */
export function errorForResult(code: number, message: string, mount: Mount): AbaiError {
  const diskError = mount.lastError;
  mount.lastError = undefined;
  const problem = problemOf(code & 0xff, diskError);
  const path = mount.realPath;
  const cause = new Error(`SQLite ${code}: ${message}${diskError ? ` (${diskError})` : ''}`);
  const store = (sentence: string, retryable = false) =>
    new AbaiError('store', sentence, { retryable, details: { problem, path }, cause });
  switch (problem) {
    case 'disk-full':
      return store(
        `The disk with ${path} is full: nothing was saved. Free some space, then try again. What was saved before is safe.`,
        true,
      );
    case 'read-only':
      return store(
        `${path} cannot be written: the file, its folder or the disk is read-only or belongs to somebody else. ` +
          'Allow writing there, or choose another data folder.',
      );
    case 'not-a-database':
      return store(`${path} is not a database. Move it away or restore a backup.`);
    case 'corrupt':
      return store(
        `The database ${path} is damaged. Restart A-B/AI: it sets the file aside, keeps it, and saves what is readable.`,
      );
    case 'io':
      return store(
        `The disk did not read or write ${path}${diskError ? ` (${diskError})` : ''}. ` +
          'Check the disk, then try again.',
        true,
      );
    case 'out-of-memory':
      return store(
        'There is not enough memory for this. Close something or ask for less, then try again.',
        true,
      );
    case 'constraint':
      return new AbaiError('conflict', 'This does not fit what is stored already. Reload and try again.', {
        details: { problem, constraint: message },
        cause,
      });
    case 'sql':
      return new AbaiError('internal', 'The store was asked for something it does not understand.', {
        details: { problem },
        cause,
      });
  }
}

function problemOf(code: number, diskError: string | undefined): Exclude<StoreProblem, 'lost'> {
  switch (code) {
    case SQLITE_FULL:
      return 'disk-full';
    case SQLITE_READONLY:
      return 'read-only';
    case SQLITE_NOTADB:
      return 'not-a-database';
    case SQLITE_CORRUPT:
      return 'corrupt';
    case SQLITE_NOMEM:
      return 'out-of-memory';
    case SQLITE_CONSTRAINT:
      return 'constraint';
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      if (diskError === 'ENOSPC' || diskError === 'EDQUOT' || diskError === 'EFBIG') return 'disk-full';
      if (diskError === 'EROFS' || diskError === 'EACCES' || diskError === 'EPERM') return 'read-only';
      return 'io';
    default:
      return 'sql';
  }
}
