import type { OwnerRecord, UnreadableRecord } from './owner-record.ts';

/** Why the owner cannot be asked, as a person should read it. */
export interface OwnerTrouble {
  /** `takeOver` helps with all but `newer-version`. */
  reason: TroubleReason;
  message: string;
}

/**
 * - `silent`: its process lives and does not answer.
 * - `slow`: it answers and does not let this process in: it is opening or closing, and does not come to an end.
 * - `unreachable`: it listens where this process cannot find it; older versions did.
 * - `unreadable`: who it is cannot be read.
 */
export type TroubleReason =
  | 'silent'
  | 'slow'
  | 'unreachable'
  | 'unreadable'
  | 'other-machine'
  | 'newer-version';

/** Who the trouble is about: an owner, or only its number. */
export type Suspect = OwnerRecord | Pick<OwnerRecord, 'epoch'>;

/** Who reads the sentence. */
export type Reader = 'window' | 'cli';

const takeOver: Readonly<Record<Reader, string>> = {
  window: 'Wait, close it, or run “A-B/AI: Take Over Data Folder”, which ends it.',
  cli: 'Wait, close it, or run "abai take-over", which ends it.',
};
const takeOverForGood: Readonly<Record<Reader, string>> = {
  window: 'If it is gone for good, run “A-B/AI: Take Over Data Folder”.',
  cli: 'If it is gone for good, run "abai take-over".',
};
const update: Readonly<Record<Reader, string>> = {
  window: 'Reload this window, or update, to go on.',
  cli: 'Use its command line, or update this one, to go on.',
};
const reload: Readonly<Record<OwnerRecord['kind'], string>> = {
  window: 'Reload that window: “Developer: Reload Window”.',
  cli: 'Let that command come to its end.',
  other: 'Close that program.',
};

export function silentTrouble(record: OwnerRecord, reader: Reader): OwnerTrouble {
  const sentence = {
    window: `The data folder is owned by a VS Code window (process ${record.pid}), which does not answer.`,
    cli: `The data folder is owned by the command line (process ${record.pid}), which does not answer.`,
    other: `The data folder is owned by process ${record.pid}, which does not answer.`,
  }[record.kind];
  return { reason: 'silent', message: `${sentence} ${takeOver[reader]}` };
}

/** It answers, and does not let this process in. */
export function slowTrouble(record: OwnerRecord, reader: Reader): OwnerTrouble {
  const sentence = `Process ${record.pid}, which owns the data folder, is still opening or closing it.`;
  return { reason: 'slow', message: `${sentence} ${takeOver[reader]}` };
}

export function unreachableTrouble(record: OwnerRecord, reader: Reader): OwnerTrouble {
  const sentence = {
    window: `The data folder is owned by a VS Code window (process ${record.pid}) with an older A-B/AI, which cannot be reached from here.`,
    cli: `The data folder is owned by a command line (process ${record.pid}) of an older A-B/AI, which cannot be reached from here.`,
    other: `The data folder is owned by process ${record.pid}, an older A-B/AI, which cannot be reached from here.`,
  }[record.kind];
  return { reason: 'unreachable', message: `${sentence} ${reload[record.kind]} ${takeOverForGood[reader]}` };
}

export function unreadableTrouble({ message }: UnreadableRecord, reader: Reader): OwnerTrouble {
  return { reason: 'unreadable', message: `${message} ${takeOverForGood[reader]}` };
}

export function foreignTrouble(record: OwnerRecord, reader: Reader): OwnerTrouble {
  const sentence =
    `The data folder is owned by another machine or container, “${record.machine.host}”. ` +
    'Close A-B/AI there.';
  return { reason: 'other-machine', message: `${sentence} ${takeOverForGood[reader]}` };
}

export function newerTrouble(productVersion: string, reader: Reader): OwnerTrouble {
  return {
    reason: 'newer-version',
    message: `A newer A-B/AI (${productVersion}) owns the data folder. ${update[reader]}`,
  };
}
