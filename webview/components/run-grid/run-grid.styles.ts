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
    /* Muted letters are too faint on that. */
    --abai-muted: var(--vscode-foreground);
  }

  .scroller:focus .active {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .cell.open {
    outline: 1px solid color-mix(in srgb, var(--vscode-focusBorder) 55%, transparent);
    outline-offset: -1px;
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
