import type { OwnerRecord } from './owner-record.ts';

/** Why the owner cannot be asked, as a person should read it. */
export interface OwnerTrouble {
  /** `takeOver` helps with the first two. */
  reason: 'silent' | 'other-machine' | 'newer-version';
  message: string;
}

const faces = { window: 'a VS Code window', cli: 'the command line' } as const;

export function silentTrouble(record: OwnerRecord | undefined): OwnerTrouble {
  const who = record ? `${faces[record.kind]} (process ${record.pid})` : 'Another process';
  const sentence = record
    ? `The data folder is owned by ${who}, which does not answer.`
    : `${who} does not answer.`;
  return {
    reason: 'silent',
    message: `${sentence} Wait, close it, or run “A-B/AI: Take Over Data Folder”, which ends it.`,
  };
}

export function foreignTrouble(record: OwnerRecord): OwnerTrouble {
  return {
    reason: 'other-machine',
    message:
      `The data folder is owned by another machine or container, “${record.machine.host}”. Close A-B/AI there. ` +
      'If it is gone for good, run “A-B/AI: Take Over Data Folder”.',
  };
}

export function newerTrouble(productVersion: string): OwnerTrouble {
  return {
    reason: 'newer-version',
    message: `A newer A-B/AI (${productVersion}) owns the data folder. Reload this window, or update, to go on.`,
  };
}
