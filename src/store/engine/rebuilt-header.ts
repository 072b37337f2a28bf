import fs from 'node:fs';
import { firstPage, pageBytes } from './first-page.ts';
import { headerBytes } from './header-mark.ts';

/**
 * Gives a copy of a database the header that all of ours have, where its own is not one: what stands in it is known
 * (page size, encoding) or can be counted, and the free pages that it named are merely not used again. Answers whether
 * that was necessary.
 */
export function rebuildHeader(copy: string): boolean {
  const file = fs.openSync(copy, 'r+');
  try {
    const { size } = fs.fstatSync(file);
    const header = Buffer.alloc(headerBytes);
    if (size < pageBytes || fs.readSync(file, header, 0, headerBytes, 0) < headerBytes) return false;
    const pages = Math.floor(size / pageBytes);
    const ours = firstPage().subarray(0, headerBytes);
    // The write-ahead log is not looked at any more: what of it was whole is in the copy.
    const isOurs =
      header.subarray(0, 18).equals(ours.subarray(0, 18)) &&
      header.subarray(20, 24).equals(ours.subarray(20, 24)) &&
      header.readUInt32BE(28) <= pages &&
      header.readUInt32BE(32) <= pages &&
      [0, 4].includes(header.readUInt32BE(44)) &&
      header.readUInt32BE(56) <= 1 &&
      header.readUInt32BE(52) === 0;
    if (isOurs) return false;
    ours.writeUInt32BE(pages, 28);
    // Schema format 4 and UTF-8, as every database of ours with tables has.
    ours.writeUInt32BE(4, 44);
    ours.writeUInt32BE(1, 56);
    fs.writeSync(file, ours, 0, headerBytes, 0);
    return true;
  } finally {
    fs.closeSync(file);
  }
}
