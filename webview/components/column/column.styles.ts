import { css } from 'lit';

export const columnLook = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    background: var(--vscode-editor-background);
  }

  header {
    display: flex;
    flex-direction: column;
    gap: 2px;
    padding: 8px 8px 8px 14px;
    border-block-end: 1px solid var(--abai-line);
    background: var(--vscode-sideBar-background);
  }

  :host([place='narrow']) header,
  :host([place='narrow']) .body {
    display: none;
  }

  .rail {
    flex: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    min-height: 0;
    padding: 10px 0;
    border: 0;
    background: var(--vscode-sideBar-background);
    color: var(--vscode-foreground);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }

  .rail:hover {
    background: var(--vscode-list-hoverBackground);
  }

  .rail .name {
    min-height: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    writing-mode: vertical-rl;
  }

  .title {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 22px;
  }

  .state {
    flex: none;
    --vscode-icon-foreground: var(--abai-muted);
  }

  .state.complete {
    --vscode-icon-foreground: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }

  .state.generating {
    --vscode-icon-foreground: var(--vscode-progressBar-background);
  }

  .state.failed {
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  .state.interrupted {
    --vscode-icon-foreground: var(--vscode-editorWarning-foreground);
  }

  h2 {
    flex: 1;
    display: flex;
    align-items: baseline;
    gap: 8px;
    min-width: 0;
    margin: 0;
    font-size: inherit;
    font-weight: 600;
  }

  h2 > span {
    flex: none;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  h2 .provider {
    flex: 0 1 auto;
    min-width: 0;
    color: var(--abai-muted);
    font-weight: normal;
    font-size: 0.92em;
  }

  .tools {
    flex: none;
    display: flex;
    gap: 2px;
  }

  .figures {
    display: flex;
    flex-wrap: wrap;
    min-height: 1.4em;
    margin: 0;
    color: var(--abai-muted);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }

  /* A dot stands before each figure; that before the first of a line is outside and cut off. */
  dl.figures {
    margin-inline-start: -11px;
    clip-path: inset(0 0 0 11px);
  }

  .figures div {
    display: flex;
    align-items: center;
    white-space: nowrap;
  }

  .figures dd {
    margin: 0;
  }

  .figures div::before {
    content: '';
    width: 3px;
    height: 3px;
    margin-inline: 4px;
    border-radius: 50%;
    background: currentColor;
    opacity: 0.5;
  }

  .figures .cost {
    color: var(--vscode-foreground);
  }

  .body {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }

  .thread {
    display: flex;
    flex-direction: column;
    gap: 14px;
    padding: 14px;
  }

  .after {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
    margin-block-start: 6px;
    margin-inline-start: -4px;
  }

  .base-note {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    margin-block-end: 10px;
    color: var(--abai-muted);
    font-size: 0.92em;
  }
`;
