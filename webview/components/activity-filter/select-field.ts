import { html, type TemplateResult } from 'lit';

/** A labelled list of values to choose one of; the value '' is none. */
export function selectField(field: {
  name: string;
  label: string;
  chosen: string | undefined;
  options: readonly (readonly [value: string, text: string])[];
  choose(value: string): void;
}): TemplateResult {
  const { name, label, chosen, options, choose } = field;
  return html`
    <label>
      <span>${label}</span>
      <select name=${name} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${options.map(
          ([value, text]) =>
            html`<option value=${value} ?selected=${value === (chosen ?? '')}>${text}</option>`,
        )}
      </select>
    </label>
  `;
}
