/** How each suite ended, left in out/results/ for the run of them all. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './vscode-install.ts';

export interface Failure {
  /** The outermost `describe`. */
  group: string;
  /** Groups and all, with the first line of the error. */
  title: string;
}

export interface SuiteResult {
  /** How many of each group. */
  passed: Record<string, number>;
  failures: Failure[];
}

export function countOf(passed: SuiteResult['passed']): number {
  return Object.values(passed).reduce((sum, count) => sum + count, 0);
}

const folder = path.join(root, 'out/results');

function fileOf(suite: string): string {
  return path.join(folder, `${suite.replaceAll('/', ' of ')}.json`);
}

export function writeResult(suite: string, result: SuiteResult): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(suite), JSON.stringify(result));
}

/** Takes the result that the suite left away. @returns undefined when the suite never came to its end. */
export function takeResult(suite: string): SuiteResult | undefined {
  const file = fileOf(suite);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}

/** @returns what only titles with one of these parts match. */
export function anyOf(partsOfTitles: readonly string[]): RegExp {
  return new RegExp(partsOfTitles.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'));
}
