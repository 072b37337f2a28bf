import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ComparisonNode, HistoryNode } from '../../src/extension/history-items.ts';
import type { TestApi } from '../../src/extension/test-api.ts';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';

export const demoModels = ['demo:swift', 'demo:sage', 'demo:bard'];

/** The extension that VS Code runs, activated. */
export async function extension(): Promise<TestApi> {
  const found = vscode.extensions.getExtension<TestApi | undefined>('ab-ai.ab-ai');
  assert.ok(found, 'the extension is not installed');
  const api = await found.activate();
  assert.ok(api, 'the extension does not know that it is under test');
  return api;
}

/** What `editorOn` wrote, until the editors are closed. */
const files = new Set<string>();

/**
 * An editor on a new file with this content. VS Code gives the name of an untitled file that was closed to the next one,
 * which may then have the content of the one before; so the file is a real one.
 */
export async function editorOn(content: string, extension = 'txt'): Promise<vscode.TextEditor> {
  const file = path.join(os.tmpdir(), `abai-${randomUUID()}.${extension}`);
  files.add(file);
  writeFileSync(file, content);
  return vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}

/** Tries until the attempt gives something; each try may press a key. */
export async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 15_000,
): Promise<T> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; ) {
    const found = await attempt();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited ${timeoutMs} ms for ${what}.`);
}

export async function startComparison(prompt: string, models = demoModels): Promise<ComparisonDetail> {
  const { window } = await extension();
  return window.link.request('comparison:start', { prompt, models });
}

export async function finished(comparisonId: string): Promise<ComparisonDetail> {
  const { window } = await extension();
  return until('every answer', async () => {
    const detail = await window.link.request('comparison:get', { comparisonId });
    const messages = Object.values(detail.messages).flat();
    return messages.every((message) => message.status !== 'generating') && detail;
  });
}

/** All nodes of the history, each with its item, as the view shows them. */
export async function shownHistory(): Promise<{ node: HistoryNode; item: vscode.TreeItem }[]> {
  const { history } = await extension();
  const all: { node: HistoryNode; item: vscode.TreeItem }[] = [];
  const visit = async (parent?: HistoryNode): Promise<void> => {
    for (const node of await history.tree.getChildren(parent)) {
      all.push({ node, item: history.tree.getTreeItem(node) });
      await visit(node);
    }
  };
  await visit();
  return all;
}

export async function historyNode(comparisonId: string): Promise<ComparisonNode | undefined> {
  const shown = await shownHistory();
  return shown
    .map(({ node }) => node)
    .find(
      (node): node is ComparisonNode => node.kind === 'comparison' && node.comparison.id === comparisonId,
    );
}

export function panelTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('abai.comparison'),
    );
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const file of files) rmSync(file);
  files.clear();
}
