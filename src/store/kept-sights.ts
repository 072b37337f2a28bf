import { readFileSync, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';

/**
 * What panels showed when their windows closed, a file for each comparison in the data folder: the next window shows it
 * before a back end is open. Windows write and take them; nothing is lost when one is missing or cannot be read.
 */
export class KeptSights {
  readonly #folder: string;
  /** Of the product: another one may have other shapes. */
  readonly #version: string;

  constructor(dataDir: string, version: string) {
    this.#folder = sightsFolder(dataDir);
    this.#version = version;
  }

  async keep(comparisonId: string, sight: unknown): Promise<void> {
    await fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const content = JSON.stringify({ version: this.#version, sight });
    await fs.writeFile(this.#fileOf(comparisonId), content, { mode: 0o600 });
  }

  /**
   * The sight, which is not kept any longer. Undefined when there is none. At once: while a window starts its thread is so
   * busy that waiting for a file takes a hundred times as long as reading it.
   */
  take(comparisonId: string): unknown {
    const file = this.#fileOf(comparisonId);
    try {
      const { version, sight } = JSON.parse(readFileSync(file, 'utf8'));
      return version === this.#version ? sight : undefined;
    } catch {
      return undefined;
    } finally {
      rmSync(file, { force: true });
    }
  }

  #fileOf(comparisonId: string): string {
    return path.join(this.#folder, path.basename(`${comparisonId}.json`));
  }
}

export function sightsFolder(dataDir: string): string {
  return path.join(dataDir, 'sights');
}

/** Removes the sights of comparisons that are there no more. */
export async function sweepSights(
  dataDir: string,
  isThere: (comparisonId: string) => Promise<boolean>,
): Promise<void> {
  const folder = sightsFolder(dataDir);
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names) {
    if (!(await isThere(path.basename(name, '.json')))) await fs.rm(path.join(folder, name), { force: true });
  }
}
