import type { Disk, FileIdentity, OpenMode } from '../../../src/store/engine/disk.ts';

/** One call that changed the disk. `node` is the file itself, which may outlive its name while it is open. */
export type DiskChange =
  | { kind: 'create'; path: string; node: number }
  | { kind: 'remove'; path: string }
  | { kind: 'rename'; from: string; to: string }
  | { kind: 'sync'; node: number }
  | { kind: 'sync-folder' }
  | { kind: 'write'; node: number; position: number; data: Buffer }
  | { kind: 'truncate'; node: number; length: number };

/** Content by path. Content is a value, never changed in place. */
export type Files = ReadonlyMap<string, Buffer>;

const nothing = Buffer.alloc(0);

function fileError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function applied(content: Buffer, change: DiskChange): Buffer {
  if (change.kind === 'truncate') {
    const resized = Buffer.alloc(change.length);
    content.copy(resized, 0, 0, change.length);
    return resized;
  }
  if (change.kind !== 'write') return content;
  const written = Buffer.alloc(Math.max(content.length, change.position + change.data.length));
  content.copy(written);
  change.data.copy(written, change.position);
  return written;
}

/** A disk in memory that notes every change, so that a crash after any of them can be played afterwards. */
export class SimulatedDisk implements Disk {
  readonly changes: DiskChange[] = [];
  readonly #names = new Map<string, number>();
  readonly #contents: Buffer[] = [];
  readonly #open = new Map<number, number>();
  #nextFile = 1;

  constructor(files: Files = new Map()) {
    for (const [path, content] of files) this.#names.set(path, this.#contents.push(content) - 1);
  }

  open(path: string, mode: OpenMode): number {
    let node = this.#names.get(path);
    if (node === undefined) {
      if (!mode.create) throw fileError('ENOENT');
      node = this.#contents.push(nothing) - 1;
      this.#names.set(path, node);
      this.changes.push({ kind: 'create', path, node });
    } else if (mode.create && mode.exclusive) throw fileError('EEXIST');
    const file = this.#nextFile++;
    this.#open.set(file, node);
    if (mode.truncate) this.truncate(file, 0);
    return file;
  }
  close(file: number): void {
    this.#open.delete(file);
  }
  read(file: number, into: Uint8Array, offset: number, length: number, position: number): number {
    const content = this.#contents[this.#node(file)]!;
    if (position >= content.length) return 0;
    return content.copy(into, offset, position, Math.min(content.length, position + length));
  }
  write(file: number, from: Uint8Array, offset: number, length: number, position: number): number {
    const data = Buffer.from(from.subarray(offset, offset + length));
    this.#change({ kind: 'write', node: this.#node(file), position, data });
    return length;
  }
  truncate(file: number, length: number): void {
    this.#change({ kind: 'truncate', node: this.#node(file), length });
  }
  sync(file: number): void {
    this.changes.push({ kind: 'sync', node: this.#node(file) });
  }
  syncFolder(): void {
    this.changes.push({ kind: 'sync-folder' });
  }
  size(file: number): number {
    return this.#contents[this.#node(file)]!.length;
  }
  sizeOf(path: string): number | undefined {
    const node = this.#names.get(path);
    return node === undefined ? undefined : this.#contents[node]?.length;
  }
  remove(path: string): void {
    if (!this.#names.delete(path)) throw fileError('ENOENT');
    this.changes.push({ kind: 'remove', path });
  }
  rename(from: string, to: string): void {
    const node = this.#names.get(from);
    if (node === undefined) throw fileError('ENOENT');
    this.#names.delete(from);
    this.#names.set(to, node);
    this.changes.push({ kind: 'rename', from, to });
  }
  identityOf(path: string): FileIdentity | undefined {
    const node = this.#names.get(path);
    return node === undefined ? undefined : { dev: 1, ino: node + 1, size: this.#contents[node]!.length };
  }

  #node(file: number): number {
    const node = this.#open.get(file);
    if (node === undefined) throw fileError('EBADF');
    return node;
  }
  #change(change: DiskChange & { node: number }): void {
    this.changes.push(change);
    this.#contents[change.node] = applied(this.#contents[change.node]!, change);
  }
}

/** Plays changes one by one and says what a crash at that point leaves. Begins with an empty disk. */
export class CrashPlayer {
  readonly #names = new Map<string, number>();
  /** Names that have reached the platter. */
  #durableNames = new Map<string, number>();
  /** By node: as the operating system has it, as the platter has it, and the changes between the two. */
  readonly #seen = new Map<number, Buffer>();
  readonly #durable = new Map<number, Buffer>();
  readonly #unsynced = new Map<number, DiskChange[]>();

  play(change: DiskChange): void {
    switch (change.kind) {
      case 'create':
        this.#names.set(change.path, change.node);
        this.#seen.set(change.node, nothing);
        this.#durable.set(change.node, nothing);
        this.#unsynced.set(change.node, []);
        break;
      case 'remove':
        this.#names.delete(change.path);
        break;
      case 'rename':
        this.#names.set(change.to, this.#names.get(change.from)!);
        this.#names.delete(change.from);
        break;
      case 'sync-folder':
        this.#durableNames = new Map(this.#names);
        break;
      case 'sync':
        this.#durable.set(change.node, this.#seen.get(change.node)!);
        this.#unsynced.set(change.node, []);
        break;
      default:
        this.#seen.set(change.node, applied(this.#seen.get(change.node)!, change));
        this.#unsynced.get(change.node)!.push(change);
    }
  }

  /** The operating system keeps every call that returned. */
  afterKill(): Files {
    return new Map([...this.#names].map(([path, node]) => [path, this.#seen.get(node)!]));
  }

  /** The process is killed in the middle of the write that comes next: its first half is there. */
  afterKillDuring(change: DiskChange): Files | undefined {
    if (change.kind !== 'write') return undefined;
    const half = { ...change, data: change.data.subarray(0, change.data.length >> 1) };
    const seen = new Map(this.#seen).set(change.node, applied(this.#seen.get(change.node)!, half));
    return new Map([...this.#names].map(([path, node]) => [path, seen.get(node)!]));
  }

  /** Of what was not synced, each 512-byte sector, truncation and name survives or not by itself, as `chance` says. */
  afterPowerLoss(chance: () => boolean): Files {
    const names = new Map(this.#durableNames);
    for (const [path, node] of this.#names) if (names.get(path) !== node && chance()) names.set(path, node);
    for (const path of this.#durableNames.keys()) if (!this.#names.has(path) && chance()) names.delete(path);
    return new Map(
      [...names].map(([path, node]) => {
        const pieces = this.#unsynced.get(node)!.flatMap(sectors);
        return [path, pieces.filter(chance).reduce(applied, this.#durable.get(node)!)];
      }),
    );
  }
}

function sectors(change: DiskChange): DiskChange[] {
  if (change.kind !== 'write') return [change];
  const pieces: DiskChange[] = [];
  const { node, position, data } = change;
  for (let start = 0; start < data.length; ) {
    const end = Math.min(data.length, (Math.floor((position + start) / 512) + 1) * 512 - position);
    pieces.push({ kind: 'write', node, position: position + start, data: data.subarray(start, end) });
    start = end;
  }
  return pieces;
}
