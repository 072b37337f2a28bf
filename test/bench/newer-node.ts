import fs from 'node:fs';
import path from 'node:path';

const tests = path.resolve(import.meta.dirname, '../../.vscode-test');

/** Node 22 or later, for what needs it: this one, else the one that VS Code's test harness has installed. */
export function newerNode(): string {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  const installed = fs.existsSync(tests)
    ? fs.readdirSync(tests).find((name) => name.startsWith('node-'))
    : undefined;
  if (!installed)
    throw new Error('Run this with Node 22 or later, or run the host tests once to install one.');
  return path.join(tests, installed, 'bin/node');
}
