import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { registerDataFolder } from '../gateway/data-folders.ts';
import { type Link, openLink } from '../gateway/link.ts';
import { protocolVersion } from '../protocol/connection.ts';
import { openBackend } from '../runtime/open-backend.ts';
import { migrations } from '../store/migrations/all.ts';
import { windowLanguageModels } from './language-models.ts';
import { applyRetention } from './retention.ts';
import { said } from './said.ts';
import { showFailure } from './show-failure.ts';
import { tellOverruled } from './tell-overruled.ts';
import { offerInTerminals } from './terminal-command.ts';
import type { ThisWindow } from './this-window.ts';
import { windowTools } from './tools/window-tools.ts';
import { currentDataDirectory, currentEndpoints, currentModels } from './window-settings.ts';

const clientIdKey = 'abai.clientId';

/** Stays with the workspace, so that a reloaded window is the client that it was. */
async function clientIdOf(context: vscode.ExtensionContext): Promise<string> {
  const known = context.workspaceState.get<string>(clientIdKey);
  if (known) return known;
  const made = randomUUID();
  await context.workspaceState.update(clientIdKey, made);
  return made;
}

/** Joins the data folder with this window's keys, settings and network. */
export async function openWindowLink(window: ThisWindow): Promise<Link> {
  const { context, log } = window;
  const dataDir = currentDataDirectory(context);
  const productVersion = String(context.extension.packageJSON.version);
  const clientId = await clientIdOf(context);
  const link = await openLink({
    dataDir,
    kind: 'window',
    clientId,
    vault: await window.vault(),
    endpoints: currentEndpoints,
    models: currentModels,
    languageModels: windowLanguageModels(),
    tools: windowTools(),
    openBackend: (owner) =>
      openBackend({
        owner,
        productRoot: context.extensionPath,
        dataDir,
        productVersion,
        log,
        // Looked up at each call: VS Code patches it for proxies and certificates when it gets round to it.
        fetch: (input, init) => globalThis.fetch(input, init),
      }),
    schemaVersion: migrations.length,
    productVersion,
    log,
  });
  log.info(`Opened the data folder ${dataDir} as its ${link.role}.`);
  // Whoever opens the database knows what happened to it; the others would only repeat it.
  const showOwnNotices = (): void => {
    if (link.role === 'owner') void showNotices(window, link, clientId);
  };
  showOwnNotices();
  link.onRole(showOwnNotices);
  tellOverruled(link, (sentence) => void vscode.window.showInformationMessage(sentence));
  void applyRetention(link, log);
  void tellCommandLine(window, dataDir);
  return link;
}

/** Has the command line of this user find the data. Without that it works too, with a folder named by hand. */
async function tellCommandLine(window: ThisWindow, dataDir: string): Promise<void> {
  try {
    registerDataFolder(dataDir, Date.now());
    await offerInTerminals(window.context, dataDir);
  } catch (error) {
    window.log.warn('The command line does not know of this data folder.', { error });
  }
}

/** Tells once what happened to the data while it was opened, for example a damaged file that was set aside. */
async function showNotices(window: ThisWindow, link: Link, clientId: string): Promise<void> {
  try {
    const hello = await link.request('connection:hello', { protocolVersion, clientId, kind: 'window' });
    for (const notice of hello.notices) {
      window.log.warn(notice);
      if (hello.keptAt !== undefined && notice.includes(hello.keptAt)) {
        const { offerBackup } = await import('./ways-out.ts');
        void offerBackup(window, said(notice), hello.keptAt).catch((error) => showFailure(window, error));
      } else void vscode.window.showWarningMessage(said(notice));
    }
  } catch (error) {
    window.log.warn('The back end did not say what it noticed while opening.', { error });
  }
}
