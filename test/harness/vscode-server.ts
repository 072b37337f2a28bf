/** Starts the VS Code server of vscode-install.ts on a free loopback port, on a profile of its own. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureVSCode } from './vscode-install.ts';
import { vsixUnderTest } from './vsix.ts';

/** User settings of a quiet editor: no network, no tips, no animation. */
const QUIET_SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'workbench.reduceMotion': 'on',
  'editor.accessibilitySupport': 'off',
};

export interface RunningServer {
  /** For example `http://127.0.0.1:40001`. */
  origin: string;
  profile: string;
  /** The server's own output. */
  log: string;
  child: ChildProcess;
  /** Ends the server and every process that it started. */
  stop(): Promise<void>;
}

/** Makes a profile folder (server data, user data, extensions) with the quiet settings and `settings`. */
export function newProfile(
  settings: Record<string, unknown> = {},
  folder = mkdtempSync(path.join(os.tmpdir(), 'abai-vscode-')),
): string {
  const text = JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2);
  // Settings of machine scope are read from the second.
  for (const scope of ['User', 'Machine']) {
    mkdirSync(path.join(folder, 'user', scope), { recursive: true });
    writeFileSync(path.join(folder, 'user', scope, 'settings.json'), text);
  }
  return folder;
}

function profileArguments(profile: string): string[] {
  return [
    ...['--server-data-dir', path.join(profile, 'server')],
    ...['--user-data-dir', path.join(profile, 'user')],
    ...['--extensions-dir', path.join(profile, 'extensions')],
  ];
}

/** This process's environment without what a surrounding VS Code terminal put there, and without a marketplace. */
function serverEnvironment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_V8_COVERAGE$)/.test(name),
  );
  return { ...Object.fromEntries(own), EXTENSIONS_GALLERY: '{}', ...extra };
}

/** Installs a VSIX into the profile, as `code --install-extension` does. */
export function installVsix(vsix: string, profile: string): void {
  const { node, entry } = ensureVSCode();
  const args = ['--accept-server-license-terms', '--install-extension', vsix, '--force'];
  execFileSync(node, [entry, ...profileArguments(profile), ...args], {
    env: serverEnvironment({}),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

let installed: string | undefined;

/**
 * The extension under test, in a profile that has no other yet. VS Code installs it once in this process; further
 * profiles get a copy of what that left, because an installation takes as long as many a test.
 */
export function installOurs(profile: string): void {
  if (!installed) {
    installed = newProfile();
    installVsix(vsixUnderTest(), installed);
  }
  cpSync(path.join(installed, 'extensions'), path.join(profile, 'extensions'), { recursive: true });
}

export interface ServerOptions {
  profile?: string;
  /** Environment of the server and of the extension hosts that it starts. */
  env?: NodeJS.ProcessEnv;
  /** Loads the extension from the page address (`extensionDevelopmentPath`); toasts are suppressed then. */
  developmentDriver?: boolean;
  port?: number;
}

/** @throws with the server's output when it does not listen within 60 seconds. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { profile = newProfile(), env = {}, developmentDriver = false, port = 0 } = options;
  const { node, entry } = ensureVSCode();
  const args = [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--disable-experiments', '--disable-workspace-trust'],
    // Without this, a built VS Code ignores extensionDevelopmentPath and extensionTestsPath in the address.
    ...(developmentDriver ? ['--enable-smoke-test-driver'] : []),
    ...profileArguments(profile),
  ];
  // Its own process group: stopping it takes extension hosts, watchers and terminals along.
  const ownGroup = process.platform !== 'win32';
  const child = spawn(node, [entry, ...args], {
    // The tests' data folders are not the user's: the command line must not find them.
    env: serverEnvironment({ ABAI_CONFIG_DIR: path.join(profile, 'config'), ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
  });
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (ownGroup && child.pid) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // Already gone.
    }
  };
  const killNow = () => kill('SIGKILL');
  process.once('exit', killNow);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const log = path.join(profile, 'server.log');
  const logFile = createWriteStream(log);
  child.stderr.pipe(logFile, { end: false });
  const listening = await new Promise<number>((resolve, reject) => {
    let text = '';
    const fail = (why: string) => reject(new Error(`VS Code's server ${why}:\n${text}\nSee ${log}.`));
    const timer = setTimeout(fail, 60_000, 'did not start within 60 s');
    child.stdout.on('data', (data) => {
      logFile.write(data);
      text += data;
      const found = /Extension host agent listening on (\d+)/.exec(text);
      if (!found) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  });

  async function stop(): Promise<void> {
    kill('SIGTERM');
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
    kill('SIGKILL'); // A spinning extension host does not hear SIGTERM.
    process.off('exit', killNow);
    logFile.end();
  }
  return { origin: `http://127.0.0.1:${listening}`, profile, log, child, stop };
}

/** The extension hosts' own logs, one for each start of each window. */
export function extensionHostLogs(profile: string): string[] {
  const logs = path.join(profile, 'user/logs');
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((file) => /exthost\d+[\\/]remoteexthost\.log$/.test(file))
    .map((file) => readFileSync(path.join(logs, file), 'utf8'));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * Waits until the extension hosts of pages that went away have ended in order: only then has the extension closed its
 * data, and Node written its coverage where that is wanted. Ten seconds at most.
 */
export async function extensionHostsEnd(profile: string): Promise<void> {
  const starts = extensionHostLogs(profile).flatMap((log) => [
    ...log.matchAll(/Extension host with pid (\d+) started/g),
  ]);
  const pids = starts.map(([, pid]) => Number(pid));
  for (const end = Date.now() + 10_000; Date.now() < end && pids.some(isAlive); ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface WorkbenchAddress {
  folder?: string;
  /** The next three need `developmentDriver`. */
  extensionDevelopmentPath?: string;
  extensionTestsPath?: string;
  extensionEnvironment?: Record<string, string>;
}

/** The address of a workbench page on `folder` (an empty window without one). */
export function workbenchUrl(server: RunningServer, address: WorkbenchAddress): string {
  const remote = (file: string) =>
    `vscode-remote://${new URL(server.origin).host}${pathToFileURL(file).pathname}`;
  const payload: [string, string][] = [['skipWelcome', 'true']];
  for (const name of ['extensionDevelopmentPath', 'extensionTestsPath'] as const) {
    const file = address[name];
    if (file) payload.push([name, remote(file)]);
  }
  const { extensionEnvironment, folder } = address;
  if (extensionEnvironment) payload.push(['extensionEnvironment', JSON.stringify(extensionEnvironment)]);
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (folder) query.set('folder', pathToFileURL(folder).pathname);
  else query.set('ew', 'true');
  return `${server.origin}/?${query}`;
}
