import { html } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import type { RunSetupState } from '../../state/run-setup.ts';
import { t } from '../../words/translate.ts';

/** The JSON Schema that every answer must fit. */
export function schemaField(state: RunSetupState) {
  const { schema } = state.form;
  const problem = state.read.problems.get('schema');
  return html`
    <details ?open=${guard([], () => schema !== '')}>
      <summary>${t('Answers as JSON')}</summary>
      <textarea
        id="schema"
        class="code"
        rows="4"
        spellcheck="false"
        aria-label=${t('JSON Schema of the answers')}
        aria-describedby="schema-problem schema-help"
        aria-invalid=${problem !== undefined}
        placeholder='{"type": "object", "properties": {"answer": {"type": "number"}}, "required": ["answer"]}'
        .value=${live(schema)}
        @input=${(event: Event) => state.edit({ schema: (event.target as HTMLTextAreaElement).value })}
      ></textarea>
      <div id="schema-problem" class="problem" role="status">${problem}</div>
      <div id="schema-help" class="muted">
        ${t('A JSON Schema. Models that can are held to it; the others are asked to answer in its form.')}
      </div>
    </details>
  `;
}
