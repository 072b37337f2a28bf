import * as vscode from 'vscode';
import { type Decision, decisionOf, OwnDecisions } from '../core/decisions.ts';
import type { Link } from '../gateway/link.ts';
import type { StoredEvent } from '../protocol/events.ts';

/** Tells when another window has decided otherwise just after this one, which the last of two does without asking. */
export function tellOverruled(link: Pick<Link, 'onEvent' | 'isOwn'>, tell: (sentence: string) => void): void {
  const decisions = new OwnDecisions();
  link.onEvent((event) => {
    const decision = decisionOf(event);
    if (!decision) return;
    const own = event.requestId !== undefined && link.isOwn(event.requestId);
    if (!decisions.isOverruledBy(decision, own, event.at)) return;
    const sentence = sentenceOf(decision, event);
    if (sentence !== undefined) tell(sentence);
  });
}

/** Pages tell by themselves what was decided in them. */
function sentenceOf({ kind, value }: Decision, event: StoredEvent): string | undefined {
  switch (kind) {
    case 'comparison-name':
    case 'run-name':
    case 'project-name':
      return vscode.l10n.t('It is called “{0}” now: another window renamed it just after you.', value);
    case 'project':
      if (event.type !== 'project:switched') return undefined;
      return vscode.l10n.t(
        'The project is “{0}” now: another window switched it just after you.',
        event.data.project.name,
      );
    default:
      return undefined;
  }
}
