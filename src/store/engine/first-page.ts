/** Of the databases that we make. */
export const pageBytes = 4096;

/** A database without tables, as SQLite itself begins one: a header and a leaf without cells. */
export function firstPage(): Buffer {
  const page = Buffer.alloc(pageBytes);
  page.write('SQLite format 3\0', 'latin1');
  page.writeUInt16BE(pageBytes, 16);
  page.set([1, 1, 0, 64, 32, 32], 18);
  // One change so far, one page.
  page.writeUInt32BE(1, 24);
  page.writeUInt32BE(1, 28);
  page.writeUInt32BE(1, 92);
  // A table's leaf whose cells would begin at the page's end.
  page[100] = 0x0d;
  page.writeUInt16BE(pageBytes, 105);
  return page;
}
