import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The panel's files by the path under which a page asks for them. */
export type PanelFiles = Map<string, Uint8Array>;

const dist = path.join(root, 'dist/webview');
let building: Promise<PanelFiles> | undefined;

/** The panel as it would ship: dist/webview when that is newer than its sources, else built in memory, once. */
export function buildPanel(): Promise<PanelFiles> {
  building ??= isFresh() ? Promise.resolve(readDist()) : bundle();
  return building;
}

function newest(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .reduce((latest, file) => Math.max(latest, statSync(path.join(folder, file)).mtimeMs), 0);
}

function isFresh(): boolean {
  const bundleFile = path.join(dist, 'activity.js');
  if (!existsSync(bundleFile)) return false;
  const sources = ['webview', 'src/protocol', 'src/core'].map((folder) => newest(path.join(root, folder)));
  return statSync(bundleFile).mtimeMs > Math.max(...sources);
}

function readDist(): PanelFiles {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => path.extname(file));
  return new Map(files.map((file) => [file.replaceAll(path.sep, '/'), readFileSync(path.join(dist, file))]));
}

const laterByThemselves: esbuild.Plugin = {
  name: 'later-by-themselves',
  setup(build) {
    build.onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path: imported }) =>
      kind === 'dynamic-import'
        ? { path: `./${path.basename(imported, '.ts')}.js`, external: true }
        : undefined,
    );
  },
};

const elementsAreThere: esbuild.Plugin = {
  name: 'elements-are-there',
  setup(build) {
    build.onResolve({ filter: /^@vscode-elements\/elements\// }, ({ path: imported }) => ({
      path: imported,
      namespace: 'there',
    }));
    build.onLoad({ filter: /.*/, namespace: 'there' }, () => ({ contents: '' }));
  },
};

/** As esbuild.mjs builds them. */
const builds: Pick<esbuild.BuildOptions, 'entryPoints' | 'plugins'>[] = [
  {
    entryPoints: { panel: 'webview/main.ts', run: 'webview/run.ts', activity: 'webview/activity.ts' },
    plugins: [laterByThemselves],
  },
  {
    entryPoints: {
      markdown: 'webview/render/markdown.ts',
      'vote-bar': 'webview/components/vote-bar/vote-bar.ts',
      'tool-calls': 'webview/components/tool-calls/tool-calls.ts',
      standings: 'webview/components/standings/standings.ts',
      'answer-diff': 'webview/components/answer-diff/answer-diff.ts',
      'agreement-matrix': 'webview/components/agreement-matrix/agreement-matrix.ts',
      'run-menu': 'webview/components/run-menu/run-menu.ts',
      'answer-images': 'webview/components/answer-images/answer-images.ts',
      'attachment-list': 'webview/components/attachment-list/attachment-list.ts',
      'composer-options': 'webview/components/composer-options/composer-options.ts',
      'prompt-estimate': 'webview/state/prompt-estimate.ts',
    },
    plugins: [laterByThemselves, elementsAreThere],
  },
];

async function bundle(): Promise<PanelFiles> {
  const built = await Promise.all(
    builds.map((options) =>
      esbuild.build({
        absWorkingDir: root,
        outdir: dist,
        write: false,
        bundle: true,
        format: 'esm',
        minify: true,
        platform: 'browser',
        target: 'chrome128',
        tsconfig: 'webview/tsconfig.json',
        define: { 'process.env.NODE_ENV': '"production"' },
        ...options,
      }),
    ),
  );
  const outputFiles = built.flatMap((each) => each.outputFiles ?? []);
  const codicons = path.join(root, 'node_modules/@vscode/codicons/dist');
  return new Map([
    ...outputFiles.map((file): [string, Uint8Array] => [
      path.relative(dist, file.path).replaceAll(path.sep, '/'),
      file.contents,
    ]),
    ...['codicon.css', 'codicon.ttf'].map((file): [string, Uint8Array] => [
      file,
      readFileSync(path.join(codicons, file)),
    ]),
  ]);
}
