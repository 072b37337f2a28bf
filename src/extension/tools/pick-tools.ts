import * as vscode from 'vscode';
import type { ToolDefinition } from '../../core/ports/provider.ts';
import { untrusted } from './window-tools.ts';

interface Item extends vscode.QuickPickItem {
  tool?: string;
}

const itemOf = ({ name, description }: ToolDefinition): Item => ({
  label: name,
  detail: description.replace(/\s+/g, ' ').slice(0, 300),
  tool: name,
});

/** Lets a person choose the tools that models may ask for; null when dismissed. */
export async function pickTools(selected: readonly string[]): Promise<string[] | null> {
  const why = untrusted();
  if (why) {
    void vscode.window.showWarningMessage(why);
    return null;
  }
  const { furtherTools, workspaceTools } = await import('./all-tools.ts');
  const further = furtherTools();
  const items: Item[] = [
    { label: vscode.l10n.t('Read the workspace'), kind: vscode.QuickPickItemKind.Separator },
    ...workspaceTools().map(itemOf),
    ...(further.length > 0
      ? [{ label: vscode.l10n.t('From extensions'), kind: vscode.QuickPickItemKind.Separator }]
      : []),
    ...further.map(itemOf),
  ];
  const chosen = await vscode.window.showQuickPick(
    items.map((item) => ({ ...item, picked: item.tool !== undefined && selected.includes(item.tool) })),
    {
      title: vscode.l10n.t('Tools for the Models'),
      placeHolder: vscode.l10n.t('Each call is shown and waits for your approval'),
      canPickMany: true,
      matchOnDetail: true,
      ignoreFocusOut: true,
    },
  );
  return chosen?.flatMap(({ tool }) => tool ?? []) ?? null;
}
