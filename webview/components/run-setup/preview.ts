import { html, nothing } from 'lit';
import type { RunSetupState } from '../../state/run-setup.ts';
import { beginning, fillRow } from '../../state/run-setup-text.ts';
import { t } from '../../words/translate.ts';

/** Characters of a prompt that are shown; a row may hold a book. */
const shownCharacters = 20_000;

/** The prompts as they are sent for one row, with a way to the others. */
export function preview(state: RunSetupState) {
  const { rowCount, previewRow, headers } = state;
  if (state.data.view.kind !== 'ready' || rowCount === 0) return nothing;
  const row = state.data.row(previewRow);
  const go = (event: Event) => {
    const wanted = Number((event.target as HTMLInputElement).value);
    if (Number.isInteger(wanted)) state.showRow(wanted - 1);
  };
  const step = (icon: string, text: string, to: number) => html`
    <vscode-toolbar-button
      icon=${icon}
      label=${text}
      title=${text}
      ?disabled=${to < 0 || to >= rowCount}
      @click=${() => state.showRow(to)}
    ></vscode-toolbar-button>
  `;
  const filled = (text: string) => {
    const { parts, more } = beginning(fillRow(text, headers, row ?? []), shownCharacters);
    return html`${parts.map(({ text: part, kind }) => (kind === 'text' ? part : html`<mark class=${kind}>${part}</mark>`))}${
      more === 0 ? nothing : html`<span class="muted">${t('… and {0} more characters', more)}</span>`
    }`;
  };
  return html`
    <div class="preview" role="group" aria-label=${t('Preview')}>
      <div class="line">
        <span class="label">${t('Preview of row')}</span>
        ${step('chevron-left', t('Previous row'), previewRow - 1)}
        <input
          class="row-number"
          type="number"
          min="1"
          max=${rowCount}
          aria-label=${t('Row')}
          .value=${String(previewRow + 1)}
          @change=${go}
        />
        <span class="muted">${t('of {0}', rowCount)}</span>
        ${step('chevron-right', t('Next row'), previewRow + 1)}
      </div>
      ${state.form.prompts.map(
        ({ template, system, images }, index) => html`
          ${state.form.prompts.length > 1 ? html`<div class="muted">${t('Prompt {0}', index + 1)}</div>` : nothing}
          ${
            row === undefined
              ? html`<div class="sent muted">${t('Reading the row…')}</div>`
              : html`
                  ${system.trim() === '' ? nothing : html`<div class="sent system" dir="auto" tabindex="0" role="region" aria-label=${t('System prompt as sent')}>${filled(system)}</div>`}
                  <div class="sent" dir="auto" tabindex="0" role="region" aria-label=${t('Prompt as sent')}>${
                    template.trim() === ''
                      ? html`<span class="muted">${t('The prompt is empty.')}</span>`
                      : filled(template)
                  }</div>
                  ${images
                    .split('\n')
                    .filter((line) => line.trim() !== '')
                    .map(
                      (line) =>
                        html`<div class="sent image"><vscode-icon name="file-media" size="14"></vscode-icon> ${filled(line.trim())}</div>`,
                    )}
                `
          }
        `,
      )}
    </div>
  `;
}
