/** WASI's numbers for what a file system can refuse; sql.js' C library speaks these. */
const numbers: Readonly<Record<string, number>> = {
  EACCES: 2,
  EBADF: 8,
  EBUSY: 10,
  EDQUOT: 19,
  EEXIST: 20,
  EFBIG: 22,
  EINVAL: 28,
  EIO: 29,
  EISDIR: 31,
  EMFILE: 33,
  ENFILE: 41,
  ENOENT: 44,
  ENOSPC: 51,
  ENOTDIR: 54,
  EPERM: 63,
  EROFS: 69,
};

export const EINVAL = 28;
export const EIO = 29;

/** The `code` of a Node error, undefined for any other thrown thing. */
export function errorCode(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Positive WASI number of a thrown Node error; what is not in the table is an I/O error. */
export function errnoOf(thrown: unknown): number {
  // SQLite knows a full disk by ENOSPC alone; a quota or a file-size limit means the same to a person.
  const code = errorCode(thrown);
  if (code === 'EDQUOT' || code === 'EFBIG') return numbers.ENOSPC ?? EIO;
  return numbers[code ?? ''] ?? EIO;
}
