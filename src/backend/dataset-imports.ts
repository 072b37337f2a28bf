import type { DatasetImport } from '../protocol/datasets.ts';

/** Of the whole import's time, the first reading: storing takes the rest. */
const readingShare = 0.2;

/** How far one import is. Told by whoever reads, as often as it likes. */
export class ImportProgress {
  readonly #path: string;
  readonly #totalBytes: number;
  #step: DatasetImport['step'] = 'reading';
  #rows = 0;
  #bytes = 0;
  /** Of this step: a file may be read more than once for it, and what is told never goes back. */
  #furthest = 0;

  constructor(path: string, totalBytes: number) {
    this.#path = path;
    this.#totalBytes = totalBytes;
  }

  /** Bytes read so far, of this step. */
  readonly onBytes = (bytes: number): void => {
    this.#bytes = bytes;
    this.#furthest = Math.max(this.#furthest, bytes);
  };

  row(): void {
    this.#rows += 1;
  }

  /** From here on it is read from the beginning, for the first time or again. */
  read(): void {
    this.#rows = 0;
  }

  /** From here on rows are stored, and it is read from the beginning. */
  store(): void {
    this.#step = 'storing';
    this.#rows = 0;
    this.#bytes = 0;
    this.#furthest = 0;
  }

  get now(): DatasetImport {
    const share = this.#totalBytes === 0 ? 0 : Math.min(1, this.#furthest / this.#totalBytes);
    const done = this.#step === 'reading' ? share * readingShare : readingShare + share * (1 - readingShare);
    return {
      path: this.#path,
      step: this.#step,
      rows: this.#rows,
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      percent: Math.floor(100 * done),
    };
  }
}

/** The files that are being read, for whoever wants to show how far that is. */
export class DatasetImports {
  readonly #running = new Set<ImportProgress>();

  now(): DatasetImport[] {
    return [...this.#running].map((each) => each.now);
  }

  /** `work` with its progress, which is there to be asked for until it is over. */
  async during<T>(
    path: string,
    totalBytes: number,
    work: (progress: ImportProgress) => Promise<T>,
  ): Promise<T> {
    const progress = new ImportProgress(path, totalBytes);
    this.#running.add(progress);
    try {
      return await work(progress);
    } finally {
      this.#running.delete(progress);
    }
  }
}
