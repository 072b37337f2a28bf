import { wholeFile, wholeText } from '../../backend/files/whole-text.ts';
import { foundFiles } from './found-files.ts';
import { optionalFlag, optionalText, textGiven } from './given.ts';
import { matchingLines } from './matching-lines.ts';
import { workspaceFolders } from './workspace-folders.ts';
import type { WorkspaceTool } from './workspace-tool.ts';

const mostFiles = 5000;
const mostMatches = 200;
/** Larger files are seldom written by people. */
const mostBytes = 2_000_000;
/** Milliseconds; what was found by then is the answer. */
const mostMs = 15_000;

export const searchText: WorkspaceTool = {
  name: 'search_text',
  description: `Finds lines of the workspace's files that contain a text (no regular expression), at most ${mostMatches}.`,
  parameters: {
    type: 'object',
    properties: {
      text: { type: 'string', description: 'What the lines contain.' },
      pattern: {
        type: 'string',
        description: 'Glob pattern of the files, such as src/**/*.ts; all when left out.',
      },
      matchCase: { type: 'boolean', description: 'Upper and lower case matter; they do not when left out.' },
    },
    required: ['text'],
    additionalProperties: false,
  },
  async run(given, signal) {
    const text = textGiven(given, 'text');
    const matchCase = optionalFlag(given, 'matchCase');
    const pattern = optionalText(given, 'pattern')?.trim() || '**/*';
    const { files, more } = await foundFiles(workspaceFolders(), pattern, mostFiles, signal);
    const until = Date.now() + mostMs;
    const lines: string[] = [];
    let searched = 0;
    for (const { path, name } of files) {
      if (signal.aborted || lines.length > mostMatches || Date.now() > until) break;
      searched += 1;
      const content = await contentOf(path);
      if (content === undefined) continue;
      for (const { line, text: found } of matchingLines(content, text, matchCase)) {
        if (lines.push(`${name}:${line}: ${found}`) > mostMatches) break;
      }
    }
    const said = lines.slice(0, mostMatches).join('\n') || `No line contains “${text}”.`;
    if (lines.length > mostMatches)
      return `${said}\n[There are more: ask for a longer text or a narrower pattern.]`;
    if (more || searched < files.length) {
      return `${said}\n[Only ${searched} files were searched: ask with a narrower pattern.]`;
    }
    return said;
  },
};

/** Whatever its encoding; undefined for what is no text, is too large or went away. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    return (await wholeText(await wholeFile(path, mostBytes), path)).text;
  } catch {
    return undefined;
  }
}
