import * as vscode from 'vscode';
import { within } from '../within.ts';
import { textGiven } from './given.ts';
import { insideWorkspace } from './inside-workspace.ts';
import { workspaceFolders } from './workspace-folders.ts';
import type { WorkspaceTool } from './workspace-tool.ts';

const mostProblems = 100;

const severities: Readonly<Record<vscode.DiagnosticSeverity, string>> = {
  0: 'error',
  1: 'warning',
  2: 'information',
  3: 'hint',
};

export const diagnostics: WorkspaceTool = {
  name: 'diagnostics',
  description:
    'Tells the errors and warnings that VS Code knows of a file, such as those of compilers and linters.',
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
    const uri = vscode.Uri.file(path);
    // Language extensions look at files that are open.
    await within(vscode.workspace.openTextDocument(uri), `VS Code did not open ${name} in time.`);
    const problems = vscode.languages
      .getDiagnostics(uri)
      .toSorted(
        (one, other) => one.severity - other.severity || one.range.start.compareTo(other.range.start),
      );
    if (problems.length === 0) return `VS Code knows of no problem in ${name}.`;
    const lines = problems.slice(0, mostProblems).map(({ severity, range, source, message }) => {
      const from = source ? ` (${source})` : '';
      return `${range.start.line + 1}:${range.start.character + 1} ${severities[severity]}${from}: ${message}`;
    });
    const more = problems.length > mostProblems ? `\n[${problems.length - mostProblems} more]` : '';
    return `${name}\n${lines.join('\n')}${more}`;
  },
};
