import { css } from 'lit';

export const composerOptionsLook = css`
  :host {
    display: block;
    padding: 8px 12px 10px;
    border-block-end: 1px solid var(--abai-line);
  }

  .fields {
    margin-block: 4px;
  }

  .fields .fields {
    display: contents;
  }

  .field label,
  label.schema {
    color: var(--abai-muted);
    font-size: 0.92em;
    font-weight: normal;
  }

  label.schema {
    display: block;
    margin-block: 8px 3px;
  }

  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-end: 8px;
  }

  .tabs button {
    display: flex;
    align-items: center;
    max-width: 100%;
    height: 24px;
    padding: 0 8px;
    border: 1px solid var(--abai-line);
    border-radius: 4px;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.92em;
    cursor: pointer;
  }

  .tabs button:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }

  .tabs button[aria-pressed='true'] {
    border-color: var(--vscode-focusBorder);
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
  }

  .tabs vscode-icon {
    --vscode-icon-foreground: currentColor;
  }

  button.link {
    font-size: 0.92em;
  }

  textarea.code {
    font-size: 0.92em;
  }
`;
