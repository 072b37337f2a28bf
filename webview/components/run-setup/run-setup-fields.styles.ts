import { css } from 'lit';

/** Fields of the setup view. */
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

  select.encoding {
    width: fit-content;
    max-width: 100%;
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

  .rule {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 8px;
    margin-block-end: 6px;
    padding: 6px 6px 6px 10px;
    border: 1px solid var(--abai-line);
    border-radius: 4px;
  }

  .rule .problem {
    flex-basis: 100%;
  }

  .rule .problem:empty {
    display: none;
  }

  .kind {
    min-width: 8em;
    font-weight: 600;
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
    align-items: end; /* A name may need two lines. */
    gap: 10px 12px;
    margin-block: 4px 8px;
  }

  .fields.wide {
    align-items: start; /* There are hints below. */
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
`;
