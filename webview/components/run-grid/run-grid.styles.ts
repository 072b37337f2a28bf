import { css } from 'lit';

export const runGridLook = css`
  :host {
    --cell-line: color-mix(in srgb, var(--vscode-foreground) 12%, transparent);
    --ok: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
    --bad: var(--vscode-errorForeground);
    position: relative;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }

  .scroller {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
    outline: none;
    background: var(--vscode-editor-background);
  }

  .sizer {
    position: relative;
    min-width: 100%;
  }

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

  .body {
    position: absolute;
    left: 0;
    width: 100%;
  }

  .row {
    position: relative;
    height: 62px;
  }

  .body > .row {
    position: absolute;
    top: 0;
    left: 0;
    contain: layout size style;
  }

  .row[hidden],
  .cell[hidden] {
    display: none;
  }

  .names {
    height: 32px;
  }

  .sums {
    height: calc(100% - 32px);
  }

  .pins {
    position: sticky;
    left: 0;
    z-index: 1;
    height: 100%;
    background: var(--vscode-editor-background);
    border-inline-end: 1px solid var(--abai-line);
  }

  .number {
    height: 100%;
    padding: 7px 8px;
    overflow: hidden;
    color: var(--abai-muted);
    font-variant-numeric: tabular-nums;
    text-align: end;
    border-block-end: 1px solid var(--cell-line);
  }

  .cell {
    position: absolute;
    top: 0;
    height: 100%;
    padding: 6px 10px 5px;
    overflow: hidden;
    border-block-end: 1px solid var(--cell-line);
    border-inline-start: 1px solid var(--cell-line);
    contain: strict;
  }

  .body .cell,
  .body .number {
    cursor: default;
  }

  .body > .row:hover .cell,
  .body > .row:hover .number {
    background: var(--vscode-list-hoverBackground);
  }

  .main {
    display: flex;
    gap: 6px;
    height: 34px;
    line-height: 17px;
  }

  .input .main {
    height: 51px;
  }

  .text {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }

  .input .main {
    gap: 0;
  }

  .pins .cell:last-child {
    border-inline-end: 0;
  }

  .input .text {
    -webkit-line-clamp: 3;
    line-clamp: 3;
  }

  .icon {
    flex: none;
    width: 16px;
    height: 17px;
    color: var(--abai-muted);
    font-size: 14px;
    line-height: 17px;
  }

  .succeeded .icon {
    color: var(--ok);
  }

  .failed .icon {
    color: var(--bad);
  }

  .running .icon {
    color: var(--vscode-progressBar-background);
  }

  .said,
  .untaken .text,
  .pending .icon {
    color: var(--abai-muted);
  }

  /* Errors' red has too little contrast for words in the light theme: the sign has it. */
  .failed .said {
    color: var(--vscode-foreground);
  }

  .awaited .text::before {
    content: '';
    display: block;
    width: 62%;
    height: 9px;
    margin-block-start: 4px;
    border-radius: 4px;
    background: var(--cell-line);
  }

  .figures {
    display: flex;
    align-items: center;
    gap: 6px;
    height: 17px;
    padding-inline-start: 22px;
    color: var(--abai-muted);
    font-size: 0.88em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .numbers {
    flex: 0 1 auto;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .badges {
    flex: none;
    display: flex;
    gap: 4px;
    margin-inline-start: auto;
  }

  .badge {
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 0 5px;
    border: 1px solid var(--cell-line);
    border-radius: 8px;
    line-height: 15px;
  }

  .badge .codicon {
    font-size: 11px;
  }

  .badge.ok .codicon {
    color: var(--ok);
  }

  .badge.bad {
    border-color: color-mix(in srgb, var(--bad) 50%, transparent);
  }

  .badge.bad .codicon {
    color: var(--bad);
  }

  .body .cell.open {
    background: var(--vscode-list-inactiveSelectionBackground, var(--vscode-list-hoverBackground));
  }

  .scroller:focus .active {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .cell.open {
    outline: 1px solid color-mix(in srgb, var(--vscode-focusBorder) 55%, transparent);
    outline-offset: -1px;
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

  .busy .body {
    opacity: 0.6;
  }

  .none {
    position: absolute;
    inset: 120px 0 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 10px;
    padding: 20px;
    text-align: center;
    pointer-events: none;
  }

  .none > * {
    pointer-events: auto;
  }

  .none p {
    max-width: 40em;
    margin: 0;
    color: var(--abai-muted);
  }

  @media (prefers-reduced-motion: no-preference) {
    .running .icon {
      animation: turn 1.5s linear infinite;
      transform-origin: 7px 8px;
    }

    @keyframes turn {
      to {
        transform: rotate(1turn);
      }
    }
  }

  @media (forced-colors: active) {
    .cell,
    .number {
      border-color: CanvasText;
    }
  }
`;
