/**
 * Drives a real VS Code with the extension installed from its VSIX, in headless Chromium.
 *
 *     import { Workbench } from '../harness/workbench.ts';
 *
 *     describe('compare', () => {
 *       let bench: Workbench;
 *       before(async () => { bench = await Workbench.start(); });
 *       afterEach(() => bench.assertNoProblems());   // console errors and CSP violations of ours
 *       after(() => bench.stop());
 *
 *       it('opens the composer', async () => {
 *         await bench.openFile('review.md');
 *         await bench.page.keyboard.press('Control+A');
 *         await bench.runCommand('A-B/AI: Compare Selection Across Models');
 *         await bench.pickMany(['Demo Swift', 'Demo Prose']);
 *         await bench.webview().getByText('…').waitFor();
 *         await bench.screenshots('compare');        // for `npm run pictures`: light, dark, high contrast, narrow
 *       });
 *     });
 *
 * A start takes about 10 s (2 s of them packing dist/, once in a process): one Workbench for a file of tests.
 * Each Workbench has its own profile, server, data and a copy of test/fixtures/workspace (`bench.workspace`).
 * It packs dist/ as it is: build first. Locators are Playwright's and wait by themselves; never sleep.
 */

import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, ConsoleMessage, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { sharedChromium } from './chromium.ts';
import { draw, picturesWanted } from './pictures.ts';
import { type SavedTabs, savedTabs } from './saved-tabs.ts';
import { root } from './vscode-install.ts';
import {
  extensionHostLogs,
  extensionHostsEnd,
  installOurs,
  installVsix,
  newProfile,
  type RunningServer,
  startServer,
  workbenchUrl,
} from './vscode-server.ts';
import { extensionId, fixtureVsix } from './vsix.ts';

export type Theme = 'light' | 'dark' | 'high-contrast' | 'high-contrast-light';

const THEMES: Record<Theme, { setting: string; label: string; bodyClass: string }> = {
  light: { setting: 'Default Light Modern', label: 'Light Modern', bodyClass: 'vs' },
  dark: { setting: 'Default Dark Modern', label: 'Dark Modern', bodyClass: 'vs-dark' },
  'high-contrast': { setting: 'Default High Contrast', label: 'Dark High Contrast', bodyClass: 'hc-black' },
  'high-contrast-light': {
    setting: 'Default High Contrast Light',
    label: 'Light High Contrast',
    bodyClass: 'hc-light',
  },
};

const DEFAULT_SIZE = { width: 1280, height: 800 };
const NARROW_SIZE = { width: 480, height: 800 };
/** A hidden webview keeps its frame. */
const VISIBLE_WEBVIEW = 'iframe.webview.ready:visible';
const VIOLATION = 'abai-securitypolicyviolation';

export interface WorkbenchOptions {
  /** Further files of the repository that lie in the workspace from the beginning. */
  files?: readonly string[];
  /** User settings beside the quiet ones, for example `{ 'abai.dataDirectory': … }`. */
  settings?: Record<string, unknown>;
  /** Environment of the extension host, for example `{ OPENAI_BASE_URL: loopback }`. */
  env?: Record<string, string>;
  theme?: Theme;
  /** The display language, for example `de`. VS Code's own words stay English: its language packs are not there. */
  language?: string;
  /** Extensions of test/fixtures/ to install beside ours, by folder. */
  neighbours?: string[];
}

/** Runs in every frame: document.open(), by which VS Code fills a webview, drops listeners, so listen again. */
function reportViolations(prefix: string): void {
  const listen = (target: Document) =>
    target.addEventListener('securitypolicyviolation', (event) => {
      if (!['active-frame', 'pending-frame'].includes(window.frameElement?.id ?? '')) return; // VS Code's own page.
      console.error(
        `${prefix} ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  listen(document);
  const open = Document.prototype.open;
  Document.prototype.open = function (this: Document, ...args: unknown[]) {
    const result = Reflect.apply(open, this, args);
    listen(this);
    return result;
  };
}

/** Whether a frame is the extension's page in a webview, not VS Code's own. */
function isWebviewContent(url: string): boolean {
  return /\/fake\.html\?/.test(url);
}

export class Workbench {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly server: RunningServer;
  /** The folder that is open: a copy of test/fixtures/workspace. */
  readonly workspace: string;
  /** Console errors, uncaught errors and CSP violations of ours so far; `assertNoProblems` fails on them. */
  readonly problems: string[] = [];

  private readonly temporary: string;
  private theme: Theme;

  private constructor(parts: {
    page: Page;
    server: RunningServer;
    temporary: string;
    theme: Theme;
  }) {
    this.page = parts.page;
    this.context = parts.page.context();
    this.server = parts.server;
    this.temporary = parts.temporary;
    this.workspace = path.join(parts.temporary, 'workspace');
    this.theme = parts.theme;
  }

  /** Installs the VSIX into a fresh profile and opens a workbench on a copy of the sample workspace. */
  static async start(options: WorkbenchOptions = {}): Promise<Workbench> {
    const temporary = mkdtempSync(path.join(os.tmpdir(), 'vscode-e2e-'));
    const workspace = path.join(temporary, 'workspace');
    cpSync(path.join(root, 'test/fixtures/workspace'), workspace, { recursive: true });
    for (const file of options.files ?? [])
      cpSync(path.join(root, file), path.join(workspace, path.basename(file)));
    const theme = options.theme ?? 'dark';
    const settings = { 'workbench.colorTheme': THEMES[theme].setting, ...options.settings };
    const profile = newProfile(settings, path.join(temporary, 'profile'));
    installOurs(profile);
    for (const name of options.neighbours ?? []) installVsix(fixtureVsix(name), profile);
    const server = await startServer({ profile, env: options.env });
    let context: BrowserContext | undefined;
    try {
      const browser = await sharedChromium();
      context = await browser.newContext({ viewport: DEFAULT_SIZE, reducedMotion: 'reduce' });
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
      const outside = (url: URL) => url.origin !== server.origin && /^https?:$/.test(url.protocol);
      await context.route(outside, (route) => route.abort());
      // The one route that the server's usual wrapper would answer: half of SecretStorage's key.
      await context.route(`${server.origin}/mint-key`, (route) =>
        route.fulfill({ body: Buffer.alloc(32, 7), contentType: 'application/octet-stream' }),
      );
      // tsx names inner functions by a helper, which functions handed to the page do not find there.
      await context.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
      await context.addInitScript(reportViolations, VIOLATION);
      if (options.language) {
        const language = JSON.stringify(options.language);
        await context.addInitScript({ content: `globalThis._VSCODE_NLS_LANGUAGE = ${language};` });
      }
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const bench = new Workbench({ page, server, temporary, theme });
      bench.watchForProblems();
      await page.goto(workbenchUrl(server, { folder: workspace }));
      await bench.ready();
      return bench;
    } catch (error) {
      await context?.close();
      await server.stop();
      throw error;
    }
  }

  /** Closes everything. Keeps the profile's logs when there were problems. */
  async stop(): Promise<void> {
    const problems = this.problems.length; // What a page logs while it goes away counts for nothing.
    // A page that goes away in order ends its extension host in order, and only then is the extension's data closed.
    await this.page.goto('about:blank').catch(() => {});
    await extensionHostsEnd(this.server.profile);
    await this.context.close();
    await this.server.stop();
    if (problems || process.env.ABAI_KEEP_LOGS) console.log(`Logs of the workbench: ${this.temporary}`);
    else rmSync(this.temporary, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Where VS Code unpacked the VSIX. */
  get extensionFolder(): string {
    const extensions = path.join(this.server.profile, 'extensions');
    const name = readdirSync(extensions).find((entry) => entry.startsWith(`${extensionId}-`));
    assert.ok(name, 'the extension is not installed');
    return path.join(extensions, name);
  }

  /** Every file that the extension has put into its global storage folder. */
  globalStorageFiles(): string[] {
    const folder = path.join(this.server.profile, 'user/User/globalStorage', extensionId);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file));
  }

  /** Fails when the extension or its webview logged an error or broke its content security policy since the last call. */
  assertNoProblems(): void {
    const problems = [...this.problems, ...this.extensionHostErrors()];
    this.problems.length = 0;
    assert.deepEqual(problems, []);
  }

  // --- Commands, quick inputs, messages

  /**
   * Runs a command by its title in the palette, category included: `A-B/AI: New Comparison`.
   * A key press can be lost while a menu closes, and an open palette does not learn the commands of an extension
   * that is found later: so each try starts from a closed palette.
   */
  async runCommand(title: string, { timeout = 30_000 } = {}): Promise<void> {
    const row = this.quickInput.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    await this.until(`the command "${title}" in the palette`, timeout, async () => {
      await this.page.keyboard.press('F1');
      if (!(await this.shown(this.quickInput))) return false;
      // On a busy machine the palette can close under the pointer: then the next try opens it again.
      const input = this.quickInput.locator('input[type="text"]').first();
      const clicked =
        (await this.succeeds(input.fill(`>${title}`, { timeout: 3000 }))) &&
        (await this.shown(row)) &&
        (await this.succeeds(row.click({ timeout: 3000 })));
      if (clicked) {
        await row.waitFor({ state: 'hidden' }); // Not the box: the command may open it again at once.
        return true;
      }
      await this.page.keyboard.press('Escape');
      await this.quickInput.waitFor({ state: 'hidden' });
      return false;
    });
  }

  /** The box of the palette, quick picks and input boxes. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Picks one row of the open quick pick. */
  async pick(label: string): Promise<void> {
    await this.quickInput.locator('.monaco-list-row', { hasText: label }).first().click();
  }

  /** Checks exactly these rows of the open quick pick with check boxes, and accepts. */
  async pickMany(labels: string[]): Promise<void> {
    const all = this.quickInput.locator('.quick-input-header > .monaco-checkbox');
    await this.setChecked(all, true);
    await this.setChecked(all, false);
    const filter = this.quickInput.locator('input[type="text"]').first();
    for (const label of labels) {
      await filter.fill(label);
      await this.setChecked(this.quickInput.locator('.monaco-list-row', { hasText: label }).first(), true);
    }
    await filter.fill('');
    await this.page.keyboard.press('Enter');
    await all.waitFor({ state: 'hidden' });
  }

  private async setChecked(box: Locator, checked: boolean): Promise<void> {
    if ((await box.getAttribute('aria-checked')) === String(checked)) return;
    await box.click();
    await box.and(this.page.locator(`[aria-checked="${checked}"]`)).waitFor();
  }

  /** Runs an item of the context menu of `target`. A menu that has just opened does not hear a click yet. */
  async contextMenu(target: Locator, item: string): Promise<void> {
    await target.click({ button: 'right' });
    const entry = this.page.locator('.monaco-menu .action-item', { hasText: item }).first();
    await entry.waitFor();
    await this.until(`"${item}" of the context menu`, 10_000, async () => {
      await entry.click({ timeout: 1000 }).catch(() => {}); // It may have gone meanwhile.
      return entry.waitFor({ state: 'hidden', timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Answers VS Code's input box. A list that is still there belongs to what came before it. */
  async enter(text: string): Promise<void> {
    await this.quickInput.locator('.quick-input-list').waitFor({ state: 'hidden' });
    await this.#type(text);
  }

  async #type(text: string): Promise<void> {
    await this.quickInput.locator('input:visible').first().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** In VS Code's own file dialog of a browser: a quick input with a path, which it sets itself while it reads folders. */
  async chooseFile(chosen: string): Promise<void> {
    const input = this.quickInput.locator('input[type="text"]').first();
    const accept = this.quickInput.locator('.monaco-button', { hasText: /^(OK|Save|Import)$/ });
    await accept.first().waitFor();
    await this.until(`the file dialog to take ${chosen}`, 20_000, async () => {
      if (!(await accept.first().isVisible())) return true;
      // It may have closed meanwhile.
      if (!(await this.succeeds(input.fill(chosen, { timeout: 2000 })))) return false;
      await this.page.waitForTimeout(300);
      if ((await input.inputValue()) === chosen) await this.succeeds(accept.first().click({ timeout: 2000 }));
      return this.quickInput.waitFor({ state: 'hidden', timeout: 1000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Waits for a notification. @returns it, to press its buttons. */
  async message(text: string | RegExp): Promise<Locator> {
    const toast = this.page.locator('.notification-list-item', { hasText: text }).first();
    await toast.waitFor();
    return toast;
  }

  /** Presses a button of the modal dialog whose text matches. */
  async answerDialog(text: string | RegExp, button: string): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box', { hasText: text });
    await dialog.locator('.monaco-button', { hasText: button }).first().click();
  }

  /** Opens a file of the workspace in the editor and puts the cursor there. */
  async openFile(name: string): Promise<void> {
    const editor = this.page.locator(
      `.editor-instance[aria-label*="${name}"], .monaco-editor[data-uri$="${name}"]`,
    );
    await this.until(`the editor of ${name}`, 30_000, async () => {
      await this.page.keyboard.press('Control+P');
      if (!(await this.shown(this.quickInput))) return false;
      const input = this.quickInput.locator('input[type="text"]').first();
      if (!(await this.succeeds(input.fill(name, { timeout: 3000 })))) return false;
      const row = this.quickInput.locator('.monaco-list-row', { hasText: name }).first();
      if (!(await this.shown(row, 3000))) {
        await this.page.keyboard.press('Escape');
        return false;
      }
      await row.click();
      return this.shown(editor, 5000);
    });
    await editor.first().locator('.view-lines').first().click();
  }

  /** The rows of a tree view that is shown, by part of their text. */
  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.pane-body .monaco-list-row', { hasText: text });
  }

  /** Shows a view container of the activity bar by the beginning of its title. */
  async showContainer(title: string): Promise<void> {
    const item = this.page.locator('.activitybar .action-item', {
      has: this.page.locator(`.action-label[aria-label^="${title}"]`),
    });
    await item.first().waitFor();
    const shown = this.page.locator('.part.sidebar .composite.title', { hasText: title });
    // A click on the one that is shown hides it.
    if (!(await this.shown(shown))) await item.first().click();
    await shown.first().waitFor();
  }

  // --- The panel

  /** The extension's page in the visible webview: use locators on it. */
  webview(): FrameLocator {
    return this.page.frameLocator(VISIBLE_WEBVIEW).frameLocator('#active-frame');
  }

  /** The same as a frame, to evaluate code in. */
  async webviewFrame(): Promise<Frame> {
    await this.webview().locator('body').waitFor({ state: 'attached' });
    const outer = await (await this.page.locator(VISIBLE_WEBVIEW).elementHandle())?.contentFrame();
    const frame = await (await outer?.$('#active-frame'))?.contentFrame();
    assert.ok(frame, 'no webview is open');
    return frame;
  }

  // --- The window

  /**
   * Waits until what VS Code has saved of its tabs is as it should be. In a browser it saves every five seconds and not
   * when it is closed.
   */
  async tabsSaved(asTheyShouldBe: (tabs: SavedTabs) => boolean): Promise<void> {
    await this.until('VS Code to save its tabs', 60_000, async () => {
      if (asTheyShouldBe(await this.page.evaluate(savedTabs))) return true;
      await this.page.waitForTimeout(200);
      return false;
    });
  }

  /** Reloads the window, as `Developer: Reload Window` does, and waits until it is usable. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async setSize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  async setTheme(theme: Theme): Promise<void> {
    this.theme = theme;
    await this.runCommand('Preferences: Color Theme');
    await this.#type(THEMES[theme].label);
    await this.themeApplied();
  }

  /** Writes out/screenshots/<name>-<theme>.png where pictures are wanted. */
  async screenshot(name: string, label: string = this.theme): Promise<void> {
    if (picturesWanted) await draw(this.page, `${name}-${label}`);
  }

  /**
   * Where pictures are wanted, one each in light, dark, high contrast and, in the theme of before, narrow. Clears the
   * toasts.
   */
  async screenshots(name: string): Promise<void> {
    if (!picturesWanted) return;
    const before = this.theme;
    await this.runCommand('Notifications: Clear All Notifications');
    for (const theme of ['light', 'dark', 'high-contrast'] as const) {
      await this.setTheme(theme);
      await this.screenshot(name);
    }
    await this.setTheme(before);
    await this.setSize(NARROW_SIZE.width, NARROW_SIZE.height);
    await this.screenshot(name, 'narrow');
    await this.setSize(DEFAULT_SIZE.width, DEFAULT_SIZE.height);
  }

  // --- Inside

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    // Whatever view the side bar showed before a reload.
    await this.page.locator('.part.sidebar .pane-body').first().waitFor({ timeout: 60_000 });
    await this.themeApplied();
  }

  /** Themes come from extensions: until they are there, the window is grey. */
  private async themeApplied(): Promise<void> {
    await this.page
      .locator(`.monaco-workbench.${THEMES[this.theme].bodyClass}[class*="vscode-theme-"]`)
      .waitFor();
  }

  private async shown(locator: Locator, timeout = 1000): Promise<boolean> {
    return this.succeeds(locator.first().waitFor({ timeout }));
  }

  private succeeds(action: Promise<unknown>): Promise<boolean> {
    return action.then(
      () => true,
      () => false,
    );
  }

  /** Tries until the attempt says true; after `timeout` ms it fails, with a screenshot. */
  async until(what: string, timeout: number, attempt: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + timeout;
    while (!(await attempt())) {
      if (Date.now() < end) continue;
      await draw(this.page, `failure-${what.replaceAll(/\W+/g, '-')}`);
      throw new Error(`Waited ${timeout} ms for ${what}.`);
    }
  }

  private watchForProblems(): void {
    const log = path.join(this.temporary, 'console.log');
    const ofOurs = (text: string) => text.includes(extensionId) || text.includes('/dist/webview/');
    this.page.on('console', (message: ConsoleMessage) => {
      const { url } = message.location();
      appendFileSync(log, `${message.type()} ${url} ${message.text()}\n`);
      const violation = message.text().startsWith(VIOLATION);
      const inWebview = isWebviewContent(url) || ofOurs(url) || ofOurs(message.text());
      if (message.type() === 'error' && (inWebview || violation)) {
        this.problems.push(message.text());
      }
    });
    this.page.on('pageerror', (error) => {
      appendFileSync(log, `uncaught ${error.stack}\n`);
      if (ofOurs(error.stack ?? '') || /fake\.html/.test(error.stack ?? ''))
        this.problems.push(`uncaught ${error}`);
    });
    this.page.on('crash', () => this.problems.push('the page crashed'));
  }

  private readonly seenHostErrors = new Set<string>();

  /** Errors about the extension in the extension host's own log, each once. */
  private extensionHostErrors(): string[] {
    const lines = extensionHostLogs(this.server.profile).flatMap((log) => log.split('\n'));
    const errors = lines.filter((line) => /\[error\]/.test(line) && line.includes(extensionId));
    const fresh = errors.filter((line) => !this.seenHostErrors.has(line));
    for (const line of fresh) this.seenHostErrors.add(line);
    return fresh;
  }
}
