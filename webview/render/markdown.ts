import DOMPurify, { type Config } from 'dompurify';
import { Marked, type Tokens } from 'marked';
import { visibleText } from '../../src/core/visible-text.ts';
import { t } from '../words/translate.ts';
import { highlight } from './highlight.ts';
import { isTooDense } from './markdown-density.ts';

// Loaded when the first answer is drawn, so that the panel stands before Markdown does.

const allowedTags = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li', 'input'],
  ...['strong', 'em', 'del', 'code', 'pre', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

/** Nothing that runs, loads or styles: model output is hostile. */
const sanitizing: Config = {
  ALLOWED_TAGS: allowedTags,
  ALLOWED_ATTR: ['href', 'title', 'start', 'align', 'type', 'checked', 'disabled'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  // Without this the line above would be asked about their values, too.
  ADD_URI_SAFE_ATTR: ['start', 'align', 'type', 'checked', 'disabled'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

const marked = new Marked({
  gfm: true,
  renderer: {
    // Tags are shown as they were written: in an editor, that is what an answer about HTML means.
    html({ text }: Tokens.HTML | Tokens.Tag) {
      return escapeHtml(text);
    },
    // A remote image would tell its server that the answer was read: it is a link, to be opened when wanted.
    image({ href, text }: Tokens.Image) {
      return `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`;
    },
  },
});

/** Loaded together with Markdown, which answers with code are written in. */
export const highlightCode = highlight;

/**
 * Draws one block of Markdown; throws for one that is nested, or full of marks, beyond reason. Its links must be opened by the caller;
 * the page itself never goes anywhere.
 */
export function renderMarkdown(source: string): DocumentFragment {
  if (isTooDense(source)) throw new RangeError('dense');
  const html = marked.parse(source, { async: false });
  const fragment = DOMPurify.sanitize(html, sanitizing) as unknown as DocumentFragment;
  for (const input of fragment.querySelectorAll('input')) {
    if (input.type !== 'checkbox') input.remove();
    input.disabled = true;
    input.ariaLabel = input.checked ? t('Done') : t('To do');
  }
  for (const link of fragment.querySelectorAll('a')) {
    if (!link.hasAttribute('href')) continue;
    link.title = link.href;
    link.rel = 'noopener noreferrer';
  }
  showUnseen(fragment);
  for (const table of fragment.querySelectorAll('table')) {
    const scroller = document.createElement('div');
    scroller.className = 'table';
    scroller.tabIndex = 0;
    table.replaceWith(scroller);
    scroller.append(table);
  }
  return fragment;
}

/** Only now: an entity such as `&#x202e;` has become its character. */
function showUnseen(fragment: DocumentFragment): void {
  const whole = fragment.textContent ?? '';
  if (visibleText(whole) === whole) return;
  const texts = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    text.data = visibleText(text.data);
  }
}
