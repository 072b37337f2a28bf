import { css } from 'lit';

export const runHeaderLook = css`
  :host {
    display: block;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    padding: 10px 14px 6px;
  }

  .title {
    flex: 1 1 220px;
    display: flex;
    align-items: baseline;
    gap: 10px;
    min-width: 0;
  }

  h1 {
    min-width: 0;
    margin: 0;
    overflow: hidden;
    font-size: 1.15em;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .state {
    flex: none;
    display: flex;
    align-items: center;
    align-self: center;
    gap: 5px;
    white-space: nowrap;
    --vscode-icon-foreground: var(--abai-muted);
  }

  .state.running {
    --vscode-icon-foreground: var(--vscode-progressBar-background);
  }

  .state.completed {
    --vscode-icon-foreground: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }

  .state.paused {
    --vscode-icon-foreground: var(--vscode-editorWarning-foreground);
  }

  .tools {
    flex: 0 1 auto;
    min-width: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }

  .tools vscode-button {
    max-width: 100%;
  }

  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    padding: 0 14px 8px;
    color: var(--abai-muted);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }

  .figures span {
    white-space: nowrap;
  }

  .figures b {
    color: var(--vscode-foreground);
    font-weight: normal;
  }

  .figures .bad {
    display: flex;
    align-items: center;
    gap: 4px;
    color: var(--vscode-foreground);
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  .bar {
    display: flex;
    height: 3px;
    margin: 0 14px 8px;
    overflow: hidden;
    border-radius: 2px;
    background: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
  }

  .bar i {
    background: var(--vscode-progressBar-background);
  }

  .bar i.bad {
    background: var(--vscode-errorForeground);
  }

  .bar.completed i.ok {
    background: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }

  .box {
    padding: 0 14px 8px;
  }

  .cap {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }

  .cap vscode-textfield {
    width: 110px;
  }
`;
