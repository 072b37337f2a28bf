import { foundFiles } from './found-files.ts';
import { optionalText } from './given.ts';
import { workspaceFolders } from './workspace-folders.ts';
import type { WorkspaceTool } from './workspace-tool.ts';

const mostFiles = 500;

export const listFiles: WorkspaceTool = {
  name: 'list_files',
  description: `Lists files of the workspace, at most ${mostFiles}; dependencies and hidden files are left out.`,
  parameters: {
    type: 'object',
    properties: {
      pattern: {
        type: 'string',
        description:
          'Glob pattern relative to the workspace folder, such as src/**/*.ts; all files when left out.',
      },
    },
    additionalProperties: false,
  },
  async run(given, signal) {
    const pattern = optionalText(given, 'pattern')?.trim() || '**/*';
    const { files, more } = await foundFiles(workspaceFolders(), pattern, mostFiles, signal);
    if (files.length === 0) return `No file fits ${pattern}.`;
    const names = files.map(({ name }) => name).join('\n');
    return more ? `${names}\n[There are more than ${mostFiles}: ask with a narrower pattern.]` : names;
  },
};
