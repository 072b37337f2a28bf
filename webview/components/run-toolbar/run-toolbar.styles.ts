import { css } from 'lit';

export const runToolbarLook = css`
  :host {
    position: relative;
    flex: none;
    display: block;
    border-block-end: 1px solid var(--abai-line);
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    padding: 6px 14px;
  }

  vscode-textfield {
    flex: 1 1 160px;
    min-width: 120px;
    max-width: 320px;
  }

  .count {
    margin-inline-start: auto;
    color: var(--abai-muted);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .chip {
    display: flex;
    align-items: center;
    max-width: 100%;
    border: 1px solid var(--vscode-inputOption-activeBorder, var(--abai-line));
    border-radius: 4px;
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
  }

  .chip > button:first-child {
    min-width: 0;
    padding: 1px 2px 1px 8px;
    overflow: hidden;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-overflow: ellipsis;
    white-space: nowrap;
    cursor: pointer;
  }

  .form {
    position: absolute;
    z-index: 10;
    inset-block-start: calc(100% - 2px);
    inset-inline-start: 14px;
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 8px 12px;
    align-items: center;
    width: min(420px, calc(100% - 28px));
    padding: 12px;
    border: 1px solid var(--vscode-menu-border, var(--abai-line));
    border-radius: var(--abai-radius);
    background: var(--vscode-menu-background);
    color: var(--vscode-menu-foreground);
    box-shadow: 0 2px 8px var(--vscode-widget-shadow);
  }

  .form > label,
  .form > .label {
    color: var(--vscode-foreground);
    white-space: nowrap;
  }

  .form .top {
    align-self: start;
    padding-block-start: 4px;
  }

  .form vscode-textfield,
  .form vscode-single-select {
    width: 100%;
    max-width: none;
  }

  .form .pair {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    gap: 6px;
    align-items: center;
  }

  .form .states {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 2px 8px;
  }

  .form .buttons {
    grid-column: 1 / -1;
    display: flex;
    justify-content: flex-end;
    gap: 6px;
    margin-block-start: 4px;
  }
`;
