import * as vscode from 'vscode';
import type { Log } from '../core/ports/log.ts';
import type { Link } from '../gateway/link.ts';

/**
 * Tells the back end how long to keep what nobody uses, when the person's settings say so: who never set it leaves it
 * as it is, since other windows and the command line have a say too.
 */
export async function applyRetention(link: Link, log: Log): Promise<void> {
  const set = vscode.workspace.getConfiguration('abai').inspect<number | null>('retentionDays')?.globalValue;
  if (set === undefined) return;
  const days = typeof set === 'number' && Number.isInteger(set) && set > 0 ? set : null;
  try {
    await link.request('data:set-retention', { days });
  } catch (error) {
    log.warn('The setting abai.retentionDays could not be handed on.', { error });
  }
}
