import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A shell script that runs the command line with this VS Code's own Node: there may be no other. */
export function shellScript(node: string, program: string): string {
  return `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${shellQuoted(node)} ${shellQuoted(program)} "$@"\n`;
}

/** The same for Windows. */
export function batchScript(node: string, program: string): string {
  // In a batch file a percent sign of a path has to be doubled.
  const quoted = (text: string): string => `"${text.replaceAll('%', '%%')}"`;
  return `@echo off\r\nsetlocal\r\nset ELECTRON_RUN_AS_NODE=1\r\n${quoted(node)} ${quoted(program)} %*\r\n`;
}

/**
 * Puts `abai` on the PATH of VS Code's terminals, working on the data folder of this window. VS Code remembers it, so
 * that it is done on first use and not with each start.
 *
 * @returns the folder that holds the command.
 */
export async function offerInTerminals(context: vscode.ExtensionContext, dataDir: string): Promise<string> {
  const folder = path.join(context.globalStorageUri.fsPath, 'bin');
  const program = path.join(context.extensionPath, 'dist', 'cli.mjs');
  await mkdir(folder, { recursive: true });
  if (process.platform === 'win32') {
    await writeFile(path.join(folder, 'abai.cmd'), batchScript(process.execPath, program));
  } else {
    const script = path.join(folder, 'abai');
    await writeFile(script, shellScript(process.execPath, program));
    await chmod(script, 0o755);
  }
  const variables = context.environmentVariableCollection;
  variables.description = vscode.l10n.t('Puts the A-B/AI command line, `abai`, on the PATH');
  variables.prepend('PATH', folder + path.delimiter);
  variables.replace('ABAI_DATA_DIR', dataDir);
  return folder;
}
