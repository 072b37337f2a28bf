import { css } from 'lit';

export const activitySpendLook = css`
  :host {
    display: block;
    min-width: 0;
  }

  .sums {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 28px;
    margin: 0 0 18px;
  }

  .sums div {
    display: flex;
    flex-direction: column-reverse;
    min-width: 0;
  }

  .sums dt {
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .sums dd {
    margin: 0;
    font-size: 1.5em;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .muted {
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  p {
    margin: 8px 0;
  }

  .choice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
    margin-block: 4px 10px;
  }

  .choice span {
    margin-inline-end: 6px;
  }

  .choice button {
    padding: 2px 8px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }

  .choice button:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }

  .choice button[aria-pressed='true'] {
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-contrastActiveBorder, transparent));
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
  }

  h2 {
    margin: 26px 0 4px;
    font-size: 1.08em;
    font-weight: 600;
  }

  thead th {
    background: var(--vscode-keybindingTable-headerBackground);
    font-weight: 600;
  }

  th:first-child {
    max-width: min(320px, 40vw);
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
  }

  tbody th {
    font-weight: normal;
  }

  tfoot tr > * {
    border-block-end: 0;
    font-weight: 600;
  }
`;
