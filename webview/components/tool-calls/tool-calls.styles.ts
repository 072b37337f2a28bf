import { css } from 'lit';

export const toolCallsLook = css`
  :host {
    display: block;
    min-width: 0;
  }

  section {
    border-radius: 4px;
  }

  ul {
    display: flex;
    flex-direction: column;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-width: 0;
    padding: 8px 10px;
    border: 1px solid var(--abai-line);
    border-radius: 4px;
  }

  li.pending {
    border-color: var(--vscode-inputValidation-infoBorder, var(--vscode-focusBorder));
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 6px;
    min-width: 0;
  }

  .name {
    min-width: 0;
    font-family: var(--vscode-editor-font-family, monospace);
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .state {
    margin-inline-start: auto;
    color: var(--abai-muted);
  }

  pre {
    max-height: 240px;
    margin: 0;
    overflow: auto;
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.92em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  details pre {
    margin-block-start: 6px;
    padding: 6px 8px;
    background: var(--vscode-textCodeBlock-background);
    border-radius: 3px;
  }

  summary {
    width: fit-content;
    border-radius: 3px;
    color: var(--abai-muted);
    cursor: pointer;
  }

  summary:hover {
    color: var(--vscode-foreground);
  }

  .failure {
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  .decisions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .together {
    margin-block-start: 8px;
  }

  li.done vscode-icon {
    --vscode-icon-foreground: var(--vscode-testing-iconPassed, currentColor);
  }

  li.failed vscode-icon {
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }
`;
