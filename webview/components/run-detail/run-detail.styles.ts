import { css } from 'lit';

export const runDetailLook = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    background: var(--vscode-editor-background);
  }

  header {
    flex: none;
    display: flex;
    align-items: flex-start;
    gap: 8px;
    padding: 8px 8px 8px 14px;
    border-block-end: 1px solid var(--abai-line);
  }

  .words {
    flex: 1;
    min-width: 0;
  }

  h2 {
    margin: 0;
    overflow: hidden;
    font-size: inherit;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .about {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
    color: var(--abai-muted);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }

  .state {
    display: flex;
    align-items: center;
    gap: 4px;
    --vscode-icon-foreground: var(--abai-muted);
  }

  .state.succeeded {
    --vscode-icon-foreground: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }

  .state.failed {
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  .state.running {
    --vscode-icon-foreground: var(--vscode-progressBar-background);
  }

  .tools {
    flex: none;
    display: flex;
    gap: 2px;
  }

  .body {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
    padding: 4px 14px 20px;
  }

  .waiting {
    padding-block: 10px;
    color: var(--abai-muted);
  }

  section {
    padding-block: 10px;
    border-block-end: 1px solid color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
  }

  section:last-child {
    border: 0;
  }

  h3 {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    margin: 0 0 6px;
    color: var(--abai-muted);
    font-size: 0.85em;
    font-weight: 600;
    letter-spacing: 0.03em;
    text-transform: uppercase;
  }

  h3 button {
    font-weight: normal;
    letter-spacing: 0;
    text-transform: none;
  }

  pre {
    max-height: 24em;
    margin: 0;
    padding: 8px 10px;
    overflow: auto;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 4px;
    background: var(--vscode-textCodeBlock-background);
    font-family: var(--vscode-editor-font-family);
    font-size: 0.92em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  pre.answer {
    max-height: none;
  }

  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 14px;
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  dt {
    color: var(--abai-muted);
  }

  dd {
    min-width: 0;
    margin: 0;
    overflow-wrap: anywhere;
  }

  details {
    margin-block-start: 4px;
  }

  summary {
    width: fit-content;
    border-radius: 3px;
    color: var(--abai-muted);
    cursor: pointer;
    user-select: none;
  }

  summary:hover {
    color: var(--vscode-foreground);
  }

  details > pre,
  details > abai-rich-text,
  details > dl {
    margin-block-start: 6px;
  }

  ul {
    display: flex;
    flex-direction: column;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: 16px 1fr;
    gap: 6px;
    align-items: start;
  }

  li code {
    font-family: var(--vscode-editor-font-family);
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }

  li .why {
    color: var(--abai-muted);
    overflow-wrap: anywhere;
  }

  li.ok {
    --vscode-icon-foreground: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }

  li.bad {
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  .repeats {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding-block: 8px 2px;
  }

  .repeats button {
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 1px 8px;
    border: 1px solid var(--abai-line);
    border-radius: 4px;
    background: none;
    color: var(--vscode-foreground);
    font: inherit;
    cursor: pointer;
  }

  .repeats button[aria-pressed='true'] {
    border-color: var(--vscode-inputOption-activeBorder);
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground);
  }

  abai-message-box {
    margin-block: 8px;
  }
`;
