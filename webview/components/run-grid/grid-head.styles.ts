import { css } from 'lit';

/** The rows of names and of sums. */
export const gridHeadLook = css`
  .head {
    position: sticky;
    top: 0;
    z-index: 2;
    width: max-content;
    min-width: 100%;
    background: var(--vscode-keybindingTable-headerBackground, transparent);
    background-color: var(--vscode-editor-background);
    border-block-end: 1px solid var(--abai-line);
    contain: layout style;
  }

  .names {
    height: 32px;
  }

  .sums {
    height: calc(100% - 32px);
  }

  .names .number,
  .name {
    border-block-end-color: transparent;
    font-weight: 600;
  }

  .name {
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding: 7px 26px 0 10px;
    cursor: pointer;
    user-select: none;
    white-space: nowrap;
  }

  .name .title {
    flex: none;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .name .aside {
    flex: 0 1 auto;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--abai-muted);
    font-weight: normal;
    font-size: 0.92em;
  }

  .name .sort {
    flex: none;
    display: flex;
    align-items: center;
    align-self: center;
    gap: 2px;
    margin-inline-start: auto;
    color: var(--abai-muted);
    font-weight: normal;
    font-size: 0.88em;
  }

  .name .sort .codicon {
    font-size: 14px;
  }

  .more {
    position: absolute;
    top: 5px;
    right: 6px;
    width: 20px;
    height: 20px;
    padding: 2px;
    border-radius: 5px;
    background: transparent;
    color: var(--vscode-icon-foreground);
    opacity: 0;
    cursor: pointer;
  }

  .name:hover .more,
  .name.active .more,
  .name.variant .more,
  .body .more {
    opacity: 1;
  }

  .more:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }

  .body .more {
    background: var(--vscode-editor-background);
    box-shadow: 0 0 0 1px var(--cell-line);
  }

  .handle {
    position: absolute;
    top: 0;
    right: 0;
    width: 5px;
    height: 100%;
    cursor: col-resize;
  }

  .handle:hover,
  .handle.dragged {
    background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
  }

  .sums .number,
  .sum {
    padding-block-start: 2px;
    color: var(--abai-muted);
    border-block-end: 0;
  }

  .sum .line {
    height: 17px;
    overflow: hidden;
    text-overflow: ellipsis;
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
    line-height: 17px;
    white-space: nowrap;
  }

  .sum .line:first-child {
    color: var(--vscode-foreground);
  }
`;
