/**
 * One coverage report of src/ and webview/ from all suites: what Node wrote to NODE_V8_COVERAGE (unit tests, command
 * line processes, the host suite's extension host, worker threads) and what page-coverage.ts wrote beside it. Source maps lead from
 * the bundles and from tsx's output back to the same files, where MCR adds the counts up.
 *
 * The bundles in dist/ must still be the ones that ran.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { CoverageReport } from 'monocart-coverage-reports';
import { root } from './vscode-install.ts';

/** Least percentage of the lines of src/ and webview/ that some test must run. */
export const LINE_GOAL = 80;

interface ScriptCoverage {
  url: string;
  functions: unknown[];
}

interface CoverageFile {
  result: ScriptCoverage[];
  'source-map-cache'?: Record<string, { lineLengths: number[]; data: { sources: string[] } | null }>;
}

const distUrl = pathToFileURL(path.join(root, 'dist')).href;
const sourceUrls = ['src', 'webview'].map((folder) => `${pathToFileURL(path.join(root, folder)).href}/`);

/** Where a script of ours, also one of an installed copy of the extension, is in this folder. */
function localUrl(url: string): string | undefined {
  const plain = url.replace(/[?#].*$/, '');
  if (sourceUrls.some((start) => plain.startsWith(start))) return plain;
  const inDist = /\/dist\/((?:[\w.-]+|chunks\/[^/]+|webview\/.+)\.m?js)$/.exec(plain)?.[1];
  if (!inDist || plain.includes('/node_modules/')) return undefined;
  return `${distUrl}/${inDist}`;
}

/** The texts that keep-sources.mjs left, by the address of their script. */
function readKeptSources(folder: string): Map<string, string[]> {
  const kept = new Map<string, string[]>();
  if (!existsSync(folder)) return kept;
  for (const file of readdirSync(folder)) {
    const sources: Record<string, string> = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    for (const [url, text] of Object.entries(sources)) {
      const texts = kept.get(url) ?? [];
      if (!texts.includes(text)) kept.set(url, [...texts, text]);
    }
  }
  return kept;
}

function entriesOf(file: CoverageFile, kept: Map<string, string[]>): object[] {
  return file.result.flatMap(({ url, functions }) => {
    const local = localUrl(url);
    if (!local) return [];
    const filePath = fileURLToPath(local);
    if (local.startsWith(distUrl)) {
      // A chunk of another build, named by its hash, is not there any more.
      if (!existsSync(filePath) || !existsSync(`${filePath}.map`)) return [];
      const sourceMap = JSON.parse(readFileSync(`${filePath}.map`, 'utf8'));
      return [{ url: local, functions, source: readFileSync(filePath, 'utf8'), sourceMap }];
    }
    // What tsx made of the file, as keep-sources.mjs kept it: a file can be there as a module and as CommonJS.
    const cached = file['source-map-cache']?.[url];
    if (!cached?.data) return [];
    const lengths = cached.lineLengths.join();
    const source = kept.get(url)?.find(
      (text) =>
        text
          .split('\n')
          .map((line) => line.length)
          .join() === lengths,
    );
    if (source === undefined) return [];
    const sourceMap = { ...cached.data, sources: [local], sourcesContent: [readFileSync(filePath, 'utf8')] };
    return [{ url: `${local}.js`, functions, source, sourceMap }];
  });
}

function inRoot(sourcePath: string): string {
  const plain = sourcePath.replace(/^.*?(?=(?:^|\/)(?:src|webview|node_modules)\/)\/?/, '');
  return plain.replace(/[?#].*$/, '');
}

/**
 * Merges the raw files of `folder` and writes out/coverage/ (an HTML report and coverage-details on the console).
 * @returns the percentage of covered lines.
 */
export async function reportCoverage(folder: string): Promise<number> {
  const report = new CoverageReport({
    name: 'A-B/AI, all suites',
    outputDir: path.join(root, 'out/coverage'),
    baseDir: root,
    logging: 'error',
    cleanCache: true,
    reports: ['v8-json', ['v8', { outputFile: 'index.html', inline: true }], 'lcovonly', 'json-summary'],
    sourceFilter: (sourcePath: string) => /^(src|webview)\/.*\.ts$/.test(sourcePath),
    sourcePath: inRoot,
    all: {
      dir: ['src', 'webview'],
      filter: (file: string) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
      transformer: async (entry: { url: string; source: string; sourceMap?: unknown }) => {
        const { code, map } = await transform(entry.source, {
          loader: 'ts',
          sourcemap: 'external',
          sourcefile: entry.url,
          tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
        });
        entry.source = code;
        entry.sourceMap = JSON.parse(map);
      },
    },
  });
  const kept = readKeptSources(path.join(folder, 'sources'));
  for (const file of readdirSync(folder)) {
    if (!file.startsWith('coverage-')) continue;
    const entries = entriesOf(JSON.parse(readFileSync(path.join(folder, file), 'utf8')), kept);
    if (entries.length) await report.add(entries);
  }
  const result = await report.generate();
  const lines = result?.summary.lines;
  if (typeof lines?.pct !== 'number') throw new Error(`There is no coverage data in ${folder}.`);
  const files = (result?.files ?? []).map((file) => ({ name: file.sourcePath, lines: file.summary.lines }));
  const worst = files
    .filter(({ lines: { total, covered } }) => total - covered > 20)
    .sort((a, b) => b.lines.total - b.lines.covered - (a.lines.total - a.lines.covered))
    .slice(0, 15);
  console.log(
    `Lines of src and webview that a test runs: ${lines.covered} of ${lines.total}, ${lines.pct} %`,
  );
  for (const { name, lines: own } of worst) {
    console.log(`  ${String(own.total - own.covered).padStart(5)} lines not run of ${own.total} in ${name}`);
  }
  return lines.pct;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await reportCoverage(process.argv[2] ?? path.join(root, 'out/v8'));
}
