/** Part of `npm run check`: fails on files that no entry point leads to, and on exports that nothing uses. */

import { readSources, unreachedFiles, unusedExports } from './architecture.ts';

const ENTRIES = [
  'src/extension/main.ts',
  'src/cli/main.ts',
  'src/store/worker.ts',
  'webview/main.ts',
  'webview/run.ts',
  'webview/activity.ts',
];

const files = readSources(['src', 'webview']);
const problems = [
  ...unreachedFiles(files, ENTRIES).map((file) => `${file}: no entry point leads to it`),
  ...unusedExports(files, ENTRIES, readSources(['test'])).map(
    (name) => `${name} is exported and nothing uses it`,
  ),
];
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
