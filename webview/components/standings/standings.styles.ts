import { css } from 'lit';

export const standingsLook = css`
  :host {
    display: block;
    height: 100%;
    overflow: auto;
  }

  .middle {
    max-width: 900px;
    margin: 0 auto;
    padding: 14px 24px 32px;
  }

  .head {
    display: flex;
    align-items: center;
    gap: 8px;
  }

  h1,
  /* It has the focus only so that a screen reader begins there. */
  h1:focus {
    outline: none;
  }

  h2 {
    margin: 0;
    font-weight: 600;
  }

  h1 {
    font-size: 1.4em;
  }

  h2 {
    margin-block: 24px 4px;
    font-size: 1.08em;
  }

  p {
    margin: 4px 0 10px;
  }

  .muted {
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .plot {
    margin-block-start: 20px;
  }

  .centre {
    display: grid;
    place-items: center;
    gap: 10px;
    padding: 48px 24px;
    color: var(--abai-muted);
    text-align: center;
  }

  .centre p {
    max-width: 40em;
    margin: 0;
  }

  .failed {
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  th:first-child {
    min-width: 130px;
    text-align: start;
    white-space: normal;
    overflow-wrap: anywhere;
  }

  thead th {
    background: var(--vscode-keybindingTable-headerBackground);
    font-weight: 600;
  }

  tbody tr:last-child > * {
    border-block-end: 0;
  }

  tbody th {
    font-weight: normal;
  }

  .over {
    color: var(--abai-muted);
  }

  .clear {
    font-weight: 600;
  }

  /* Where 50 % lies, and how far the interval reaches. */
  .range {
    display: block;
    margin-inline-start: auto;
  }

  .mark {
    display: inline-block;
    width: 110px;
    text-align: center;
  }

  .half {
    stroke: var(--abai-muted);
    stroke-dasharray: 2 2;
  }

  .reach {
    stroke: var(--vscode-charts-blue, currentColor);
    stroke-width: 2;
  }

  circle {
    fill: var(--vscode-charts-blue, currentColor);
  }

  @media (max-width: 560px) {
    .middle {
      padding: 10px 14px 24px;
    }
  }
`;
