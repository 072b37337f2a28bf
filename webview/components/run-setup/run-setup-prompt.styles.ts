import { css } from 'lit';

/** Columns to insert, marked placeholders and the preview. */
export const promptLook = css`
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
    max-height: 60vh;
    overflow: auto;
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

  .sent.image {
    white-space: normal;
  }

  .sent.system {
    color: var(--abai-muted);
  }
`;
