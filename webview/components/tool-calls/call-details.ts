import { html, nothing } from 'lit';
import { visibleText } from '../../../src/core/visible-text.ts';
import type { ToolResult } from '../../../src/protocol/generation.ts';
import { t } from '../../words/translate.ts';

/** Longer arguments are folded. */
const shownLines = 6;
const shownCharacters = 300;

/** Characters of a result that are drawn; the rest is in what the model was told. */
const drawnCharacters = 20_000;

/** What a call was given: short arguments at a glance, long ones folded. */
export function callArguments(given: unknown) {
  if (given === undefined || given === null || isEmpty(given)) return nothing;
  const written = typeof given === 'string' ? given : oneByOne(given);
  const lines = written.split('\n').length;
  if (lines <= shownLines && written.length <= shownCharacters) return text(written);
  return html`
    <details>
      <summary>${t('Arguments: {0} characters', written.length)}</summary>
      ${text(written)}
    </details>
  `;
}

/** What a tool gave, folded; of a call that failed or was denied there is nothing to fold. */
export function callResult({ outcome, content }: ToolResult) {
  if (outcome === 'approved' || outcome === 'denied') return nothing;
  if (outcome === 'failed') return html`<div class="failure">${visibleText(content)}</div>`;
  const lines = content === '' ? 0 : content.split('\n').length;
  const cut = content.length > drawnCharacters;
  return html`
    <details>
      <summary>${lines === 1 ? t('Result: 1 line') : t('Result: {0} lines', lines)}</summary>
      ${text(cut ? `${content.slice(0, drawnCharacters)}…` : content)}
    </details>
  `;
}

function text(written: string) {
  // A region that scrolls must be reachable by keyboard.
  return html`<pre tabindex="0">${visibleText(written)}</pre>`;
}

/** `name: value` for each, or JSON where a value is more than that. */
function oneByOne(given: unknown): string {
  if (typeof given !== 'object' || Array.isArray(given)) return JSON.stringify(given, null, 2);
  return Object.entries(given as object)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}`)
    .join('\n');
}

function isEmpty(given: unknown): boolean {
  return typeof given === 'object' && Object.keys(given as object).length === 0;
}
