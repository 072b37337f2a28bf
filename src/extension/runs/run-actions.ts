import * as vscode from 'vscode';
import { spentOn } from '../../core/cost.ts';
import type { Run } from '../../protocol/runs.ts';
import { setApiKey } from '../api-keys.ts';
import { costWord } from '../cost-word.ts';
import type { ThisWindow } from '../this-window.ts';
import { settleBatches } from './settle-batches.ts';

/** Requests that make this window the one that tells how the run ends. */
function own(window: ThisWindow) {
  return window.ownRuns.through(window.link);
}

export async function openRun(window: ThisWindow, { id, name }: Pick<Run, 'id' | 'name'>): Promise<void> {
  (await window.runPanels()).show(id, name);
}

export async function pauseRun(window: ThisWindow, { id }: Run): Promise<void> {
  await window.link.request('run:pause', { runId: id });
}

/** A cancelled run goes on with what was cancelled; one that a lost submit holds up asks what became of it. */
export async function resumeRun(window: ThisWindow, run: Run): Promise<void> {
  if (await settleBatches(window, run)) return;
  const { id, status } = run;
  const failed = status === 'cancelled';
  await own(window).request('run:resume', { runId: id, ...(failed ? { failed } : {}) });
}

export async function cancelRun(window: ThisWindow, { id }: Run): Promise<void> {
  await window.link.request('run:cancel', { runId: id });
}

export async function retryFailed(window: ThisWindow, { id }: Run): Promise<void> {
  await own(window).request('run:retry', { runId: id, what: { failed: true } });
}

export async function renameRun(window: ThisWindow, { id, name }: Run): Promise<void> {
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Run'),
    value: name,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('Give the run a name.') : undefined),
  });
  const wanted = written?.trim() ?? '';
  if (wanted !== '' && wanted !== name) {
    await window.link.request('run:rename', { runId: id, name: wanted });
  }
}

/** Asks for a new cost cap and goes on with it. */
async function raiseCap(window: ThisWindow, run: Run): Promise<void> {
  const cap = run.maxCostUsd ?? 0;
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t('Raise the Cost Cap of “{0}”', run.name),
    prompt: vscode.l10n.t('In USD; spent so far: {0}.', costWord(spentOn(run))),
    value: String(cap * 2),
    validateInput: (text) =>
      Number(text) > cap ? undefined : vscode.l10n.t('Write an amount above {0}.', `$${cap}`),
  });
  if (written === undefined || !(Number(written) > cap)) return;
  await own(window).request('run:resume', { runId: run.id, maxCostUsd: Number(written) });
}

/** The first provider of the run that has no key and needs one. */
async function providerWithoutKey(window: ThisWindow, run: Run): Promise<string | undefined> {
  const states = await window.link.request('providers:list', {});
  const used = new Set(run.variants.map(({ model }) => model.split(':')[0]));
  return states.find(({ id, needsKey, ready }) => used.has(id) && needsKey && !ready)?.id;
}

/** Asks for the key that the run needs, and goes on when there is one. */
async function setKeyAndResume(window: ThisWindow, run: Run): Promise<void> {
  if (await setApiKey(window, await providerWithoutKey(window, run))) await resumeRun(window, run);
}

/** The run waits for the keys of whoever started it: only a clear word makes it go on with those of this window. */
async function takeRunOver(window: ThisWindow, run: Run): Promise<void> {
  const missing = await providerWithoutKey(window, run);
  const goOn = vscode.l10n.t('Continue Here');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Continue “{0}” from this window?', run.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It was started elsewhere and waits for the keys there. From here it goes on with the keys, addresses and costs of this window.',
      ),
    },
    goOn,
  );
  if (chosen !== goOn) return;
  if (missing !== undefined && !(await setApiKey(window, missing))) return;
  await resumeRun(window, run);
}

/** What a person has to do before the run can go on, and then it goes on. */
export async function unblockRun(window: ThisWindow, run: Run): Promise<void> {
  if (run.waitsForKey !== undefined) return takeRunOver(window, run);
  if (run.pausedBecause === 'key') return setKeyAndResume(window, run);
  if (run.pausedBecause === 'cost-cap') return raiseCap(window, run);
  return resumeRun(window, run);
}
