const MODE_FOLDER = 0o40777;
const MODE_FILE = 0o100666;
/** Bytes of a `struct stat` as compiled into the wasm. */
const STAT_SIZE = 96;

/** What SQLite is told about a file. */
export interface FileStat {
  device: number;
  path: string;
  /** In bytes; undefined for a folder. */
  size: number | undefined;
}

/** Fills a `struct stat` at an offset of the wasm memory. The inode only has to tell files of one device apart. */
export function fillStat(view: DataView, at: number, { device, path, size }: FileStat): void {
  for (let offset = 0; offset < STAT_SIZE; offset += 4) view.setUint32(at + offset, 0);
  view.setUint32(at, device, true);
  view.setUint32(at + 4, size === undefined ? MODE_FOLDER : MODE_FILE, true);
  view.setUint32(at + 8, 1, true);
  view.setBigInt64(at + 24, BigInt(size ?? 0), true);
  view.setInt32(at + 32, 4096, true);
  view.setInt32(at + 36, Math.ceil((size ?? 0) / 512), true);
  view.setBigInt64(at + 88, BigInt(inodeOf(path)), true);
}

function inodeOf(path: string): number {
  let hash = 7;
  for (let i = 0; i < path.length; i++) hash = (hash * 31 + path.charCodeAt(i)) >>> 0;
  return hash;
}
