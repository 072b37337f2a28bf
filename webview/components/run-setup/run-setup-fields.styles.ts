import { css } from 'lit';

/** Fields, marked placeholders and the preview of the setup view. */
export const fieldLook = css`
  label,
  .label,
  legend {
    font-weight: 600;
  }

  label.check,
  label.inline {
    font-weight: normal;
  }

  label.check {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    margin-block: 4px;
  }

  input[type='checkbox'] {
    margin: 0;
    accent-color: var(--vscode-focusBorder);
  }

  input:not([type='checkbox']),
  select,
  textarea {
    width: 100%;
    padding: 4px 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-input-border, var(--abai-line)));
    border-radius: 4px;
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
    font: inherit;
  }

  input:not([type='checkbox']),
  select {
    height: 28px;
  }

  select {
    cursor: pointer;
  }

  option {
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
  }

  ::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }

  [aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder) !important;
  }

  input:focus-visible,
  select:focus-visible,
  textarea:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  textarea {
    display: block;
    min-height: calc(10px + 1.45em * 2);
    max-height: 40vh;
    line-height: 1.45;
    resize: vertical;
    field-sizing: content;
    overflow: auto;
  }

  textarea.code,
  textarea.template,
  .marks,
  .value,
  code {
    font-family: var(--vscode-editor-font-family), monospace;
  }

  input.short {
    width: 5em;
  }

  input.value {
    flex: 1 1 140px;
    width: auto;
    min-width: 0;
  }

  select.with {
    flex: 0 1 auto;
    width: auto;
    max-width: 220px;
  }

  select.add {
    width: auto;
    max-width: min(100%, 220px);
  }

  .inline {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }

  .columns {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    margin-block-end: 10px;
  }

  button.column {
    max-width: 200px;
    padding: 2px 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 10px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    font: inherit;
    font-size: 0.92em;
    cursor: pointer;
  }

  button.column:hover {
    text-decoration: underline;
  }

  .prompt {
    margin-block-end: 14px;
  }

  .prompt > .line {
    margin-block-end: 4px;
  }

  /* The marks lie under the text of the field, letter by letter. */
  .marked {
    display: grid;
    border-radius: 4px;
    background: var(--vscode-input-background);
    overflow: hidden;
  }

  .marks,
  textarea.template {
    grid-area: 1 / 1;
    padding: 6px 9px;
    border-width: 1px;
    font-size: var(--vscode-editor-font-size, 13px);
    line-height: 1.5;
    letter-spacing: normal;
    tab-size: 4;
    white-space: pre-wrap;
    overflow-wrap: break-word;
    word-break: normal;
  }

  .marks {
    border: 1px solid transparent;
    color: transparent;
    user-select: none;
    pointer-events: none;
  }

  textarea.template {
    min-height: calc(14px + 1.5em * 3);
    max-height: none;
    background: none;
    resize: none;
    overflow: hidden;
  }

  mark {
    border-radius: 3px;
    background: none;
    color: inherit;
  }

  mark.known {
    background: color-mix(in srgb, var(--vscode-textLink-foreground) 22%, transparent);
    outline: 1px solid color-mix(in srgb, var(--vscode-textLink-foreground) 45%, transparent);
  }

  mark.unknown {
    background: color-mix(in srgb, var(--vscode-errorForeground) 20%, transparent);
    text-decoration: underline wavy var(--vscode-errorForeground);
  }

  /* Themes do not promise that letters in their colour of errors can be read: the edge has it. */
  .problem {
    margin-block-start: 4px;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--vscode-errorForeground);
    overflow-wrap: anywhere;
  }

  .problem:empty {
    display: none;
  }

  .problem vscode-icon {
    vertical-align: text-bottom;
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  details {
    margin-block-start: 6px;
  }

  details.bare {
    margin: 0;
  }

  summary {
    width: fit-content;
    padding: 2px 4px 2px 0;
    cursor: pointer;
    border-radius: 3px;
  }

  details[open] > summary {
    margin-block-end: 4px;
  }

  fieldset {
    margin: 6px 0;
    padding: 8px 12px;
    border: 1px solid var(--abai-line);
    border-radius: 4px;
    min-width: 0;
  }

  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
    gap: 10px 12px;
    margin-block: 4px 8px;
  }

  .fields.wide {
    grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
  }

  .field.grow {
    grid-column: 1 / -1;
  }

  .field {
    min-width: 0;
  }

  .field label {
    display: block;
    margin-block-end: 3px;
    font-weight: normal;
  }

  .preview {
    margin-block: 14px 6px;
  }

  .preview > .line {
    margin-block-end: 6px;
  }

  input.row-number {
    width: 6em;
    text-align: end;
  }

  .sent {
    margin-block-end: 6px;
    padding: 8px 12px;
    max-height: 16em;
    overflow: auto;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border);
    background: var(--vscode-textBlockQuote-background);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .sent mark.known {
    outline: none;
  }

  .sent.system {
    color: var(--abai-muted);
  }
`;
