import * as vscode from 'vscode';
import { within } from '../within.ts';
import { textGiven } from './given.ts';
import { insideWorkspace } from './inside-workspace.ts';
import { workspaceFolders } from './workspace-folders.ts';
import type { WorkspaceTool } from './workspace-tool.ts';

const mostSymbols = 500;

type Found = vscode.DocumentSymbol | vscode.SymbolInformation;

export const symbols: WorkspaceTool = {
  name: 'symbols',
  description:
    'Lists the classes, functions and other symbols of a file with their lines, as VS Code outlines it.',
  parameters: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Relative to the workspace folder, with forward slashes.' },
    },
    required: ['path'],
    additionalProperties: false,
  },
  async run(given) {
    const { path, name } = await insideWorkspace(workspaceFolders(), textGiven(given, 'path'));
    const found = await within(
      vscode.commands.executeCommand<Found[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        vscode.Uri.file(path),
      ),
      `VS Code did not outline ${name} in time.`,
    );
    const lines = [...outline(found ?? [], 0)];
    if (lines.length === 0) return `VS Code knows no symbols of ${name}.`;
    const more = lines.length > mostSymbols ? `\n[${lines.length - mostSymbols} more]` : '';
    return `${name}\n${lines.slice(0, mostSymbols).join('\n')}${more}`;
  },
};

function* outline(found: readonly Found[], depth: number): Generator<string> {
  for (const symbol of found) {
    const range = 'range' in symbol ? symbol.range : symbol.location.range;
    const kind = vscode.SymbolKind[symbol.kind]?.toLowerCase() ?? 'symbol';
    yield `${'  '.repeat(depth)}${range.start.line + 1}-${range.end.line + 1} ${kind} ${symbol.name}`;
    if ('children' in symbol) yield* outline(symbol.children, depth + 1);
  }
}
