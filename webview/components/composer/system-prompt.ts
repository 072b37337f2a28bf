import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Panel } from '../../state/panel.ts';
import type { Draft } from '../../state/saved-state.ts';
import { t } from '../../words/translate.ts';

/** Where the system prompt of a new comparison is written. */
export function systemPrompt({ system }: Draft, panel: Panel) {
  return html`
    <div class="system">
      <label for="system">${t('System prompt')}</label>
      <textarea
        id="system"
        rows="1"
        dir="auto"
        placeholder=${t('How the models should behave')}
        .value=${live(system)}
        @input=${(event: Event) => panel.edit({ system: (event.target as HTMLTextAreaElement).value })}
      ></textarea>
    </div>
  `;
}
