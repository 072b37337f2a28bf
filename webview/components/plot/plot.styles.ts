import { css } from 'lit';

export const plotLook = css`
  :host {
    display: block;
    min-width: 0;
  }

  figure {
    margin: 0;
    min-width: 0;
  }

  figcaption {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 12px;
  }

  h3 {
    flex: 1;
    margin: 0;
    font-size: 1.08em;
    font-weight: 600;
  }

  .save,
  .about,
  .readout {
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .save {
    white-space: nowrap;
  }

  .save button {
    margin-inline-start: 6px;
  }

  .about {
    margin: 2px 0 8px;
    overflow-wrap: anywhere;
  }

  .canvas {
    overflow: hidden;
  }

  svg {
    display: block;
    font-family: var(--vscode-font-family);
  }

  .spot:hover {
    fill: color-mix(in srgb, currentColor 8%, transparent);
  }

  .spot:focus-visible {
    outline: none;
    stroke: var(--vscode-focusBorder);
    stroke-width: 2;
  }

  .readout {
    min-height: 1.4em;
    margin: 4px 0;
    color: var(--vscode-foreground);
    font-variant-numeric: tabular-nums;
  }

  .problem {
    margin: 4px 0;
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--vscode-errorForeground);
  }

  summary {
    width: fit-content;
    padding: 2px 4px 2px 0;
    cursor: pointer;
    border-radius: 3px;
    font-size: 0.92em;
  }

  .scroller {
    margin-block: 4px;
    overflow: auto;
    border: 1px solid var(--abai-line);
    border-radius: 4px;
  }

  table {
    border-collapse: collapse;
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 3px 10px;
    text-align: end;
    white-space: nowrap;
  }

  th:first-child {
    text-align: start;
  }

  tbody th {
    font-weight: normal;
  }
`;
