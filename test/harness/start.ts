/**
 * `npm start`: opens the extension in VS Code on a copy of the sample workspace. Desktop VS Code when `code` is on
 * the PATH, else VS Code's server from npm, in the browser, until Ctrl-C. ABAI_START=web takes the second at once.
 *
 * The copy and the browser's profile stay in .tmp/start/: the history is there again next time.
 */

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startKeyProxy } from './secret-key-proxy.ts';
import { root } from './vscode-install.ts';
import { installVsix, newProfile, startServer, workbenchUrl } from './vscode-server.ts';
import { packVsix } from './vsix.ts';

/** Fixed, because a browser keeps secrets and layout by origin. Any free one when it is taken. */
const PORT = Number(process.env.ABAI_START_PORT ?? 41_410);

const home = process.env.ABAI_START_DIR ?? path.join(root, '.tmp/start');
const workspace = path.join(home, 'workspace');

const firstSteps = [
  'Open review.md, select some text and press F1: "A-B/AI: Compare Selection Across Models".',
  'Or right-click gsm8k-sample.csv in the Explorer: "Run CSV Batch Across Models".',
];

function desktop(): string | undefined {
  if (process.env.ABAI_START === 'web') return undefined;
  const code = process.platform === 'win32' ? 'code.cmd' : 'code';
  try {
    execFileSync(code, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
    return code;
  } catch {
    return undefined;
  }
}

/** The same key each time, or what was kept under it could not be read again. */
function secretKey(): Buffer {
  const file = path.join(home, 'secret-key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}

function openBrowser(url: string): void {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  // Without a browser that can be opened from here, the printed address has to do.
  spawn(command!, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}

async function startInBrowser(): Promise<void> {
  const profile = path.join(home, 'profile');
  if (!existsSync(path.join(profile, 'user/User/settings.json'))) newProfile({}, profile);
  installVsix(packVsix(path.join(home, 'ab-ai.vsix')), profile);
  const server = await startServer({ profile });
  const proxy = await startKeyProxy(server.origin, secretKey(), PORT);
  const url = workbenchUrl({ ...server, origin: proxy.origin }, { folder: workspace });
  const died = () => {
    console.error(`VS Code's server has ended. See ${server.log}.`);
    process.exit(1);
  };
  server.child.once('exit', died);
  const stop = async () => {
    server.child.off('exit', died);
    proxy.close();
    await server.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

  console.log(`\nVS Code with A-B/AI: ${url}\n`);
  for (const line of firstSteps) console.log(line);
  console.log('Ctrl-C ends it.');
  openBrowser(url);
}

mkdirSync(home, { recursive: true });
if (!existsSync(workspace))
  cpSync(path.join(root, 'test/fixtures/workspace'), workspace, { recursive: true });
const sample = path.join(workspace, 'gsm8k-sample.csv');
if (!existsSync(sample)) cpSync(path.join(root, 'data/gsm8k-sample.csv'), sample);
const code = desktop();
if (code) {
  execFileSync(code, ['--new-window', `--extensionDevelopmentPath=${root}`, workspace], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  console.log('VS Code has opened a window with A-B/AI.');
  for (const line of firstSteps) console.log(line);
} else {
  await startInBrowser();
}
