import type { CodePlace, WorkbenchMethodName, WorkbenchParams } from '../../src/protocol/page.ts';
import type { CodeActionEvent } from '../render/code-header.ts';
import type { LiveComparison } from './live-comparison.ts';

/** Asks the window, and tells what fails. */
type Ask = <M extends WorkbenchMethodName>(method: M, params: WorkbenchParams<M>) => Promise<unknown>;

/** Asks the window for what is wanted with a code block. */
export function doWithCode(
  ask: Ask,
  { action, code, language }: CodeActionEvent,
  place: CodePlace = {},
): Promise<unknown> {
  switch (action) {
    case 'copy':
      return ask('clipboard:write', { text: code });
    case 'insert':
      return ask('editor:insert', { text: code });
    case 'replace':
      return ask('code:replace', { code, place });
    case 'preview':
      return ask('code:preview', { code, place });
    case 'new-file':
      return ask('code:new-file', { code, language });
    case 'to-terminal':
      return ask('code:to-terminal', { code });
  }
}

/** Where code of a comparison's answers goes. */
export function codePlaceOf({ comparison }: LiveComparison): CodePlace {
  const { source, prompt } = comparison;
  return source ? { source, prompt } : {};
}
