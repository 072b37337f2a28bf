import * as vscode from 'vscode';
import type { Tools } from '../../core/ports/tools.ts';
import { AbaiError } from '../../protocol/errors.ts';

const isTrusted = (): boolean => vscode.workspace.isTrusted;

/** Why no tool may run here; undefined when they may. */
export function untrusted(trusted = isTrusted()): string | undefined {
  if (trusted) return undefined;
  return vscode.l10n.t(
    'Tools do not run in a workspace that is not trusted. Choose “Workspaces: Manage Workspace Trust” to trust it, or ask without tools.',
  );
}

/** As package.json has it: VS Code only warns of what is beyond. */
const mostOfRounds = 100;

function mostRounds(): number {
  const value: unknown = vscode.workspace.getConfiguration('abai').get('tools.maxRounds');
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) return 8;
  return Math.min(value, mostOfRounds);
}

/**
 * The tools of this window: our own that read its workspace, and those that extensions registered. Trust is looked at
 * with each call: it can be given and taken back.
 */
export function windowTools(trusted: () => boolean = isTrusted): Tools {
  return {
    async list() {
      const why = untrusted(trusted());
      if (why) throw new AbaiError('conflict', why);
      const { allTools } = await import('./all-tools.ts');
      return { tools: allTools(), mostRounds: mostRounds() };
    },
    async run(call, { signal }) {
      const why = untrusted(trusted());
      if (why) return { failed: true, content: why };
      const { runTool } = await import('./all-tools.ts');
      return runTool(call, signal);
    },
  };
}
