import { html } from 'lit';
import type { Message, MessageStatus } from '../../../src/protocol/conversations.ts';
import { metrics } from '../../state/metrics.ts';
import { t } from '../../words/translate.ts';

const icons: Record<MessageStatus, string> = {
  generating: 'loading',
  awaiting_tool_approval: 'question',
  running_tools: 'loading',
  complete: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
  interrupted: 'warning',
};

/** What a state of an answer is called. */
export function stateWord(status: MessageStatus): string {
  switch (status) {
    case 'generating':
      return t('Answering');
    case 'awaiting_tool_approval':
      return t('Waits for your approval');
    case 'running_tools':
      return t('Running tools');
    case 'complete':
      return t('Answered');
    case 'failed':
      return t('Failed');
    case 'cancelled':
      return t('Stopped');
    case 'interrupted':
      return t('Interrupted');
  }
}

function doing({ content, thinking, waiting }: Message): string {
  if (content !== '') return t('Answering…');
  if (thinking) return t('Thinking…');
  return waiting?.until ? t('Paused') : t('Waiting…');
}

/** Needs `vscode-icon` where it is drawn. */
export function stateIcon(status: MessageStatus) {
  return html`
    <vscode-icon
      class="state ${status}"
      name=${icons[status]}
      title=${stateWord(status)}
      ?spin=${(status === 'generating' || status === 'running_tools') && !matchMedia('(prefers-reduced-motion: reduce)').matches}
    ></vscode-icon>
  `;
}

/** What an answer cost and how long it took; while it comes, what it does. */
export function answerFigures(message: Message) {
  const { status } = message;
  if (status === 'generating') return html`<div class="figures">${doing(message)}</div>`;
  const figures = metrics(message);
  if (figures.length === 0) return html`<div class="figures">${stateWord(status)}</div>`;
  return html`
    <dl class="figures">
      ${figures.map(
        ({ id, text, label }) => html`
          <div class=${id} title=${label}>
            <dt class="for-screen-readers">${label}</dt>
            <dd>${text}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}
