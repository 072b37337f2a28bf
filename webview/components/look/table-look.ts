import { css } from 'lit';

/** A table of figures that scrolls sideways by itself. */
export const tableLook = css`
  .scroller {
    overflow: auto;
    border: 1px solid var(--abai-line);
    border-radius: 4px;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 6px 10px;
    text-align: end;
    white-space: nowrap;
    border-block-end: 1px solid var(--abai-line);
  }
`;
