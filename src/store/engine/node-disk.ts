import fs from 'node:fs';
import type { Disk } from './disk.ts';

/** The machine's own file system. New files are readable by their owner only. */
export const nodeDisk: Disk = {
  open(path, mode) {
    const { O_RDWR, O_RDONLY, O_CREAT, O_EXCL, O_TRUNC } = fs.constants;
    const flags =
      (mode.write ? O_RDWR : O_RDONLY) |
      (mode.create ? O_CREAT : 0) |
      (mode.exclusive ? O_EXCL : 0) |
      (mode.truncate ? O_TRUNC : 0);
    return fs.openSync(path, flags, 0o600);
  },
  close: (file) => fs.closeSync(file),
  read: (file, into, offset, length, position) => fs.readSync(file, into, offset, length, position),
  write: (file, from, offset, length, position) => fs.writeSync(file, from, offset, length, position),
  truncate: (file, length) => fs.ftruncateSync(file, length),
  sync: (file) => fs.fdatasyncSync(file),
  syncFolder(path) {
    // Windows neither opens folders nor needs this: NTFS journals its names.
    if (process.platform === 'win32') return;
    const folder = fs.openSync(path, fs.constants.O_RDONLY);
    try {
      fs.fsyncSync(folder);
    } finally {
      fs.closeSync(folder);
    }
  },
  size: (file) => fs.fstatSync(file).size,
  sizeOf: (path) => fs.statSync(path, { throwIfNoEntry: false })?.size,
  remove: (path) => fs.unlinkSync(path),
  rename: (from, to) => fs.renameSync(from, to),
  identityOf: (path) => fs.statSync(path, { throwIfNoEntry: false }),
};
