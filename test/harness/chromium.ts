/** The browser of the web host and of the end-to-end tests: an installed Chrome or Chromium. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const PLACES: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.join(folder, 'Google/Chrome/Application/chrome.exe')),
};

function find(): string | undefined {
  const places = [process.env.CHROMIUM_PATH ?? '', ...(PLACES[process.platform] ?? [])];
  return places.find((file) => file !== '' && existsSync(file));
}

/**
 * The path of a Chrome or Chromium. On Debian and its children, as root, installs one when there is none.
 * @throws with what to do, when there is none and it cannot be installed from here.
 */
export function ensureChromium(): string {
  const found = find();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No Chrome or Chromium here: installing Chromium with apt-get ...');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'],
      {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const installed = find();
    if (installed) return installed;
  }
  throw new Error(
    'These tests need Chrome or Chromium, and there is none in the usual places. Install one (on Debian or ' +
      'Ubuntu: sudo apt-get install chromium), or set CHROMIUM_PATH to its executable.',
  );
}

/**
 * What Chromium shall do without: this list takes the place of Playwright's own, which stands first. The last ones are
 * the suggestions of the address bar, for which each page would start two processes more, at half of all the work.
 */
const disabledFeatures = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'PreconnectToSearch',
  'AimEnabled',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
];

/** A headless browser that asks nothing of any network by itself. */
export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    args: [
      '--no-sandbox', // Chromium refuses to start its sandbox as root.
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--disable-features=${disabledFeatures.join(',')}`,
      '--disable-dev-shm-usage',
    ],
    ...options,
  });
}

let shared: Promise<Browser> | undefined;

/**
 * The one browser of all tests in this process: starting one takes longer than most tests. Each test opens a context
 * of its own and closes that; the browser goes with the process.
 */
export async function sharedChromium(): Promise<Browser> {
  shared ??= launchChromium();
  const browser = await shared;
  if (browser.isConnected()) return browser;
  shared = launchChromium();
  return shared;
}
