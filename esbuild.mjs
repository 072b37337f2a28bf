// Builds everything that ships, into dist/. `node esbuild.mjs [--production] [--watch]`
//
//   dist/extension.mjs     package.json `main`; what it imports statically is the activation path
//   dist/cli.mjs           package.json `bin` abai
//   dist/store-worker.mjs  the store's worker thread, beside the sql-wasm.wasm that it loads
//   dist/trial-worker.mjs  the thread in which patterns and schemas of others are tried
//   dist/chunks/*.mjs      what these share, and what they import() later
//   dist/webview/panel.js  the panel of a comparison, run.js that of a run, activity.js that of the activity; beside them
//                          markdown.js and others, which they load later, and the codicon font
//   dist/ThirdPartyNotices.txt  names and licence texts of all that is bundled
//
// The metafiles go to out/meta/: `--production` fails when the activation path outgrows FIRST_BUNDLE_LIMIT.

import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Bytes of dist/extension.mjs and all that it imports statically. */
const FIRST_BUNDLE_LIMIT = 250_000;

// Bundled CommonJS packages (vscode-jsonrpc/node, sql.js) use these three as free variables.
const commonJsBanner = [
  `import { createRequire as abaiCreateRequire } from 'node:module';`,
  `import { fileURLToPath as abaiFileURLToPath } from 'node:url';`,
  `import { dirname as abaiDirname } from 'node:path';`,
  `const require = abaiCreateRequire(import.meta.url);`,
  `const __filename = abaiFileURLToPath(import.meta.url);`,
  `const __dirname = abaiDirname(__filename);`,
].join('\n');

const shared = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  splitting: true,
  metafile: true,
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

const nodeBuild = {
  ...shared,
  entryPoints: {
    extension: 'src/extension/main.ts',
    cli: 'src/cli/main.ts',
    'store-worker': 'src/store/worker.ts',
    'trial-worker': 'src/runtime/trials/worker.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  banner: { js: commonJsBanner },
  // Names and statements stay as written, for people's error reports; white space is where most bytes are. esbuild's
  // `keepNames` would add nothing to that, and give each function its name anew whenever it is made.
  minifyWhitespace: production,
};

/** What pages load when it is needed: each is a file of its own, named as it is imported. */
const laterFiles = {
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
};

// Split, they would share a chunk of helpers, and the panel would wait for one more request before it stands.
const laterByThemselves = {
  name: 'later-by-themselves',
  setup(build) {
    build.onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path: imported }) =>
      kind === 'dynamic-import'
        ? { path: `./${path.basename(imported, '.ts')}.js`, external: true }
        : undefined,
    );
  },
};

// A name can be given to one element only, and the page has given those of the library before it loads anything.
const elementsAreThere = {
  name: 'elements-are-there',
  setup(build) {
    build.onResolve({ filter: /^@vscode-elements\/elements\// }, ({ path: imported }) => ({
      path: imported,
      namespace: 'there',
    }));
    build.onLoad({ filter: /.*/, namespace: 'there' }, () => ({ contents: '' }));
  },
};

const webviewBuild = {
  ...shared,
  entryPoints: {
    panel: 'webview/main.ts',
    run: 'webview/run.ts',
    activity: 'webview/activity.ts',
  },
  outdir: 'dist/webview',
  splitting: false,
  plugins: [laterByThemselves],
  platform: 'browser',
  target: 'chrome128',
  tsconfig: 'webview/tsconfig.json',
  loader: { '.ttf': 'file', '.svg': 'text' },
  minify: production,
};

const laterBuild = {
  ...webviewBuild,
  entryPoints: laterFiles,
  plugins: [laterByThemselves, elementsAreThere],
};

const noticesFile = 'dist/ThirdPartyNotices.txt';

const copies = [
  ['node_modules/sql.js/dist/sql-wasm.wasm', 'dist/sql-wasm.wasm'],
  ['node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css'],
  ['node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf'],
];

function copyAssets() {
  for (const [from, to] of copies) {
    mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
    copyFileSync(path.join(root, from), path.join(root, to));
  }
}

/** Bytes of one output file and everything that it imports statically, from esbuild's metafile. */
function staticSize(metafile, entry) {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path: imported, kind, external } of metafile.outputs[file].imports) {
      if (kind === 'import-statement' && !external) visit(imported);
    }
  };
  visit(entry);
  return [...seen].reduce((sum, file) => sum + metafile.outputs[file].bytes, 0);
}

function report(name, metafile, entries) {
  mkdirSync(path.join(root, 'out/meta'), { recursive: true });
  writeFileSync(path.join(root, `out/meta/${name}.json`), JSON.stringify(metafile));
  for (const entry of entries) {
    const bytes = staticSize(metafile, entry);
    console.log(`${entry}: ${(bytes / 1000).toFixed(1)} KB before anything is loaded lazily`);
    if (production && entry === 'dist/extension.mjs' && bytes > FIRST_BUNDLE_LIMIT) {
      console.error(
        `The activation path is ${bytes} bytes, more than ${FIRST_BUNDLE_LIMIT}. ` +
          "Find what grew it with esbuild's analyzer on out/meta/node.json, and import() it where it is used.",
      );
      process.exitCode = 1;
    }
  }
}

const targets = [
  {
    name: 'node',
    options: nodeBuild,
    entries: ['extension', 'cli', 'store-worker', 'trial-worker'].map((name) => `dist/${name}.mjs`),
  },
  {
    name: 'webview',
    options: webviewBuild,
    entries: ['panel', 'run', 'activity'].map((name) => `dist/webview/${name}.js`),
  },
  {
    name: 'webview-later',
    options: laterBuild,
    entries: Object.keys(laterFiles).map((name) => `dist/webview/${name}.js`),
  },
];

if (watch) {
  copyAssets();
  for (const { name, options } of targets) {
    const announce = {
      name: 'announce',
      setup(build) {
        build.onStart(() => console.log(`[watch] build started: ${name}`));
        build.onEnd((result) =>
          console.log(`[watch] build finished: ${name}, ${result.errors.length} errors`),
        );
      },
    };
    const context = await esbuild.context({ ...options, plugins: [announce, ...(options.plugins ?? [])] });
    await context.watch();
  }
} else {
  copyAssets();
  const written = new Set(copies.map(([, to]) => to));
  const inputs = new Set(copies.map(([from]) => from));
  for (const { name, options, entries } of targets) {
    const { metafile } = await esbuild.build(options).catch(() => process.exit(1)); // It has said why.
    report(name, metafile, entries);
    for (const file of Object.keys(metafile.outputs)) written.add(file);
    for (const file of Object.keys(metafile.inputs)) inputs.add(file);
  }
  writeFileSync(path.join(root, noticesFile), thirdPartyNotices(root, inputs));
  written.add(noticesFile);
  // Lazy chunks are named by their hash: without this, those of earlier builds would pile up and ship.
  for (const file of readdirSync(path.join(root, 'dist'), { recursive: true, withFileTypes: true })) {
    const relative = path.relative(root, path.join(file.parentPath, file.name)).replaceAll(path.sep, '/');
    if (file.isFile() && !written.has(relative)) rmSync(path.join(root, relative));
  }
  chmodSync(path.join(root, 'dist/cli.mjs'), 0o755);
}
