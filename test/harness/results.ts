/** How each suite ended, left in out/results/ for the run of them all. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './vscode-install.ts';

export interface SuiteResult {
  passed: number;
  /** Titles of what failed. */
  failures: string[];
}

const folder = path.join(root, 'out/results');

export function writeResult(suite: string, result: SuiteResult): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${suite}.json`), JSON.stringify(result));
}

/** The result that the suite left, or undefined when it never came to its end. */
export function readResult(suite: string): SuiteResult | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, `${suite}.json`), 'utf8'));
  } catch {
    return undefined;
  }
}
