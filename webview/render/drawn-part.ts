import { t } from '../words/translate.ts';

/** UTF-16 units of an answer that are drawn: the page of a longer one would take memory without end. */
export const mostDrawn = 12_000_000;

/** The beginning of a text that is too long to be drawn, not cut inside of a character. */
export function drawnPart(text: string, most: number = mostDrawn): string {
  if (text.length <= most) return text;
  const unit = text.charCodeAt(most - 1);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? most - 1 : most);
}

/** Says how much is not drawn. */
export function restNotice(units: number): HTMLElement {
  const notice = document.createElement('p');
  notice.className = 'rest';
  notice.setAttribute('role', 'note');
  notice.textContent = t(
    'The answer goes on for {0} more characters, which are not shown here. Copy it to have all of it.',
    units,
  );
  return notice;
}
