/** The packed extension, as people get it. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './vscode-install.ts';

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

export const extensionId: string = `${manifest.publisher}.${manifest.name}`;

/** Packs dist/ as it is now. @returns the path of the VSIX. */
export function packVsix(file: string): string {
  if (!existsSync(path.join(root, manifest.main))) {
    throw new Error(`${manifest.main} is not there: run \`npm run build\` first.`);
  }
  return packFolder(root, file);
}

function packFolder(folder: string, file: string, ...options: string[]): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    file,
    ...options,
  ];
  execFileSync(process.execPath, [vsce, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_V8_COVERAGE: undefined, NODE_OPTIONS: undefined },
  });
  return file;
}

let packed: string | undefined;

/** The VSIX under test: ABAI_VSIX when the caller has packed one, else dist/ packed once in this process. */
export function vsixUnderTest(): string {
  packed ??= process.env.ABAI_VSIX ?? packVsix(path.join(root, `out/vsix/${process.pid}.vsix`));
  return packed;
}

/** An extension of test/fixtures/, packed. @returns the path of its VSIX. */
export function fixtureVsix(name: string): string {
  const file = path.join(root, `out/vsix/${name}-${process.pid}.vsix`);
  return packFolder(path.join(root, 'test/fixtures', name), file, '--skip-license');
}
