import { html, nothing } from 'lit';
import { count } from '../../state/metrics.ts';
import { t } from '../../words/translate.ts';

/** How much is sent to each model beside what was said before; nothing while nobody has counted. */
export function promptSize(tokens: number | undefined) {
  if (!tokens) return nothing;
  const title = t('The prompt is about {0} tokens.', tokens);
  return html`<span class="size" title=${title}>${t('~{0} tok', count(tokens))}</span>`;
}
