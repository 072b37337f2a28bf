import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { wholeText } from '../../backend/files/whole-text.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { optionalLine, textGiven } from './given.ts';
import { insideWorkspace, type Place } from './inside-workspace.ts';
import { linesOf } from './lines-of-file.ts';
import { workspaceFolders } from './workspace-folders.ts';
import type { WorkspaceTool } from './workspace-tool.ts';

/** Larger files are no source text. */
const mostBytes = 10_000_000;

export const readFile: WorkspaceTool = {
  name: 'read_file',
  description:
    'Reads a text file of the workspace, or some lines of it. Lines come with their numbers, which are not part of the file.',
  parameters: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Relative to the workspace folder, with forward slashes.' },
      startLine: { type: 'integer', minimum: 1, description: 'First line wanted; 1 when left out.' },
      endLine: { type: 'integer', minimum: 1, description: 'Last line wanted; the last one when left out.' },
    },
    required: ['path'],
    additionalProperties: false,
  },
  async run(given) {
    const place = await insideWorkspace(workspaceFolders(), textGiven(given, 'path'));
    const [from, to] = [optionalLine(given, 'startLine'), optionalLine(given, 'endLine')];
    return linesOf(await textOf(place), place.name, from, to);
  },
};

/** As it stands in an editor, if it is open; else as it is on the disk. */
async function textOf({ path, name }: Place): Promise<string> {
  const shown = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === path,
  );
  if (shown) return shown.getText();
  // A pipe would wait for its writer.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new AbaiError('invalid', `${name} is a folder: list its files instead.`);
    if (!stat.isFile()) throw new AbaiError('invalid', `${name} is no file that can be read.`);
    if (stat.size > mostBytes)
      throw new AbaiError('invalid', `${name} is too large to be read: ${stat.size} bytes.`);
    return (await wholeText(await file.readFile(), name)).text;
  } finally {
    await file.close();
  }
}
