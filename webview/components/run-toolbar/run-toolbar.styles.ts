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
`;
