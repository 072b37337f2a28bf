import { html } from 'lit';
import type { Message, MessageStatus } from '../../../src/protocol/conversations.ts';
import { metrics } from '../../state/metrics.ts';

/** How each state of an answer is shown and called. */
export const states: Record<MessageStatus, { icon: string; text: string }> = {
  generating: { icon: 'loading', text: 'Answering' },
  awaiting_tool_approval: { icon: 'question', text: 'Waits for your approval' },
  running_tools: { icon: 'loading', text: 'Running tools' },
  complete: { icon: 'pass', text: 'Answered' },
  failed: { icon: 'error', text: 'Failed' },
  cancelled: { icon: 'circle-slash', text: 'Stopped' },
  interrupted: { icon: 'warning', text: 'Interrupted' },
};

/** Needs `vscode-icon` where it is drawn. */
export function stateIcon(status: MessageStatus) {
  const { icon, text } = states[status];
  return html`
    <vscode-icon
      class="state ${status}"
      name=${icon}
      title=${text}
      ?spin=${status === 'generating' && !matchMedia('(prefers-reduced-motion: reduce)').matches}
    ></vscode-icon>
  `;
}

/** What an answer cost and how long it took; while it comes, what it does. */
export function answerFigures(message: Message) {
  const { status, content, thinking, waiting } = message;
  if (status === 'generating') {
    const doing =
      content !== '' ? 'Answering…' : thinking ? 'Thinking…' : waiting?.until ? 'Paused' : 'Waiting…';
    return html`<div class="figures">${doing}</div>`;
  }
  const figures = metrics(message);
  if (figures.length === 0) return html`<div class="figures">${states[status].text}</div>`;
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
