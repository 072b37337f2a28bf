import * as vscode from 'vscode';
import type { Log } from '../core/ports/log.ts';
import { redactingLog } from '../runtime/redacting-log.ts';

export interface WindowLog extends Log {
  show(): void;
  dispose(): void;
}

/** The output channel "A-B/AI", made with its first line. Nothing secret is written to it. */
export function createWindowLog(): WindowLog {
  let channel: vscode.LogOutputChannel | undefined;
  const output = (): vscode.LogOutputChannel => {
    channel ??= vscode.window.createOutputChannel('A-B/AI', { log: true });
    return channel;
  };
  return {
    ...redactingLog((level, line) => output()[level](line)),
    show: () => output().show(),
    dispose: () => channel?.dispose(),
  };
}
