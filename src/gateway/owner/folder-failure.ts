import { AbaiError } from '../../protocol/errors.ts';

/** Why a data folder could not be used, as a person should read it. */
export function folderFailure(error: unknown, dataDir: string): AbaiError {
  if (error instanceof AbaiError) return error;
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  const sentences: Record<string, string> = {
    EACCES: 'may not be written by you',
    EPERM: 'may not be written by you',
    EROFS: 'is on a read-only disk',
    ENOSPC: 'is on a disk that is full',
    ENOENT: 'was moved or deleted',
    EMFILE: 'could not be opened because too many files are open',
    ENFILE: 'could not be opened because too many files are open',
    ENOTDIR: 'is not a folder',
    EEXIST: 'is not a folder',
  };
  const why = code === undefined ? undefined : sentences[code];
  const message = why
    ? `The data folder ${dataDir} ${why}. Put that right, or choose another folder in the settings.`
    : `The data folder ${dataDir} could not be opened. The log has the details.`;
  return new AbaiError('store', message, { cause: error });
}
