import * as vscode from 'vscode';
import type { LocalModel, Pull, RunningModel } from '../protocol/local-models.ts';
import { dataSize } from './data-size.ts';
import type { ThisWindow } from './this-window.ts';

/** Milliseconds between two looks at a pull. */
const pauseMs = 500;

interface ModelItem extends vscode.QuickPickItem {
  /** Absent: a model that is named by hand. */
  model?: LocalModel;
}

interface ActionItem extends vscode.QuickPickItem {
  run(): Promise<void>;
}

function separator(label: string) {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function memory({ vramBytes, expiresAt }: RunningModel): string {
  const until =
    expiresAt === undefined
      ? vscode.l10n.t('until it is unloaded')
      : vscode.l10n.t('until {0}', new Date(expiresAt).toLocaleTimeString(vscode.env.language));
  return vscode.l10n.t('{0} of graphics memory, {1}', dataSize(vramBytes), until);
}

function itemsOf(models: readonly LocalModel[], running: readonly RunningModel[]): ModelItem[] {
  const item = (model: LocalModel): ModelItem => {
    const now = running.find(({ id }) => id === model.id);
    return {
      label: model.name,
      ...(model.name === model.id ? {} : { description: model.id }),
      detail: [model.sizeBytes === undefined ? '' : dataSize(model.sizeBytes), now ? memory(now) : '']
        .filter(Boolean)
        .join(' · '),
      model,
    };
  };
  const group = (label: string, some: readonly LocalModel[]): ModelItem[] =>
    some.length === 0 ? [] : [separator(label), ...some.map(item)];
  return [
    ...group(
      vscode.l10n.t('In memory'),
      models.filter(({ loaded }) => loaded),
    ),
    ...group(
      vscode.l10n.t('Installed'),
      models.filter(({ installed, loaded }) => installed && !loaded),
    ),
    separator(vscode.l10n.t('Can be pulled')),
    { label: `$(cloud-download) ${vscode.l10n.t('Pull Another Model…')}`, alwaysShow: true },
    ...models.filter(({ installed }) => !installed).map(item),
  ];
}

function percent({ completedBytes, totalBytes }: Pull): number | undefined {
  return totalBytes ? Math.floor((100 * (completedBytes ?? 0)) / totalBytes) : undefined;
}

/** For example "pulling 8eeb52dfb3bb, 41 % of 2.9 GB". */
function progressText(pull: Pull): string {
  const done = percent(pull);
  return done === undefined
    ? pull.status
    : vscode.l10n.t('{0}, {1} % of {2}', pull.status, done, dataSize(pull.totalBytes ?? 0));
}

/** Fetches a model with progress in a notification, which can stop it. What is there by then is kept by Ollama. */
async function pull(window: ThisWindow, id: string): Promise<void> {
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Pulling {0}', id),
      cancellable: true,
    },
    async (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      const look = async () => {
        const pulls = await window.link.request('local-models:pulls', {});
        const ours = pulls.find((one) => one.id === id || one.id === `${id}:latest`);
        if (ours) progress.report({ message: progressText(ours) });
      };
      // Progress that cannot be had is no failure of the pull.
      const timer = setInterval(() => void look().catch(() => {}), pauseMs);
      try {
        await window.link.request('local-models:pull', { id }, stop.signal);
      } finally {
        clearInterval(timer);
      }
    },
  );
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} is installed.', id));
}

async function pullByName(window: ThisWindow): Promise<void> {
  const id = await vscode.window.showInputBox({
    title: vscode.l10n.t('Pull a Model'),
    prompt: vscode.l10n.t('Its name in Ollama’s library, for example gemma3:4b'),
    ignoreFocusOut: true,
    validateInput: (value) => (/\s/u.test(value.trim()) ? vscode.l10n.t('A name has no spaces.') : undefined),
  });
  if (id?.trim()) await pull(window, id.trim());
}

async function inStatusBar(title: string, work: () => Promise<unknown>): Promise<void> {
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}

async function showDetails(window: ThisWindow, { id, name, sizeBytes }: LocalModel): Promise<void> {
  const shown = await window.link.request('local-models:show', { id });
  const lines = [
    id,
    ...(shown.parameterSize ? [vscode.l10n.t('Parameters: {0}', shown.parameterSize)] : []),
    ...(shown.quantization ? [vscode.l10n.t('Quantization: {0}', shown.quantization)] : []),
    ...(shown.contextSize
      ? [vscode.l10n.t('Context: {0} tokens', shown.contextSize.toLocaleString(vscode.env.language))]
      : []),
    ...(shown.capabilities.length > 0 ? [vscode.l10n.t('Can do: {0}', shown.capabilities.join(', '))] : []),
    ...(sizeBytes === undefined ? [] : [vscode.l10n.t('On disk: {0}', dataSize(sizeBytes))]),
  ];
  await vscode.window.showInformationMessage(name, { modal: true, detail: lines.join('\n') });
}

function actionsFor(window: ThisWindow, model: LocalModel): ActionItem[] {
  const { id } = model;
  const load: ActionItem = {
    label: vscode.l10n.t('Load'),
    detail: vscode.l10n.t('Into memory, so that its next answer begins at once'),
    run: () =>
      inStatusBar(vscode.l10n.t('Loading {0}…', id), () => window.link.request('local-models:load', { id })),
  };
  const unload: ActionItem = {
    label: vscode.l10n.t('Unload'),
    detail: vscode.l10n.t('Out of memory; it stays on the disk'),
    run: () =>
      inStatusBar(vscode.l10n.t('Unloading {0}…', id), () =>
        window.link.request('local-models:unload', { id }),
      ),
  };
  return [
    model.loaded ? unload : load,
    { label: vscode.l10n.t('Show Details'), run: () => showDetails(window, model) },
    {
      label: vscode.l10n.t('Pull Again'),
      detail: vscode.l10n.t('Fetches what has changed since'),
      run: () => pull(window, id),
    },
  ];
}

/** Lists the models of the person's Ollama, and those it could fetch; what is chosen can be pulled, loaded, unloaded, shown. */
export async function manageLocalModels(window: ThisWindow): Promise<void> {
  const title = vscode.l10n.t('Local Models of Ollama');
  // Asked before the list opens: when Ollama does not run there is a sentence to show instead.
  const [models, running] = await Promise.all([
    window.link.request('local-models:list', {}),
    window.link.request('local-models:status', {}),
  ]);
  const chosen = await vscode.window.showQuickPick(itemsOf(models, running), {
    title,
    placeHolder: vscode.l10n.t('Choose a model'),
    matchOnDescription: true,
  });
  if (!chosen) return;
  if (!chosen.model) return pullByName(window);
  if (!chosen.model.installed) return pull(window, chosen.model.id);
  const action = await vscode.window.showQuickPick(actionsFor(window, chosen.model), {
    title: `${title}: ${chosen.label}`,
  });
  await action?.run();
}
