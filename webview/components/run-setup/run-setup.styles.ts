import { css } from 'lit';

/** How the setup view is laid out. */
export const setupLook = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    container-type: inline-size;
  }

  .scroll {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }

  .middle {
    max-width: 980px;
    margin: 0 auto;
    padding: 16px 24px 32px;
  }

  h1 {
    margin: 0 0 4px;
    font-size: 1.5em;
    font-weight: 600;
  }

  section {
    padding: 14px 0 18px;
    border-block-end: 1px solid var(--abai-line);
  }

  section:last-child {
    border: 0;
  }

  h2 {
    margin: 0 0 10px;
    font-size: 1.08em;
    font-weight: 600;
  }

  p {
    margin: 0 0 8px;
  }

  .muted {
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-width: 0;
  }

  .spring {
    flex: 1;
  }

  .empty {
    padding: 20px;
    border: 1px dashed var(--abai-line);
    border-radius: var(--abai-radius);
    text-align: center;
  }

  .file {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 600;
  }

  abai-message-box {
    margin-block: 8px;
  }

  .sentences {
    margin: 6px 0 0;
    padding-inline-start: 18px;
    max-height: 12em;
    overflow: auto;
  }

  .scroller {
    margin-block-start: 10px;
    overflow: auto;
    border: 1px solid var(--abai-line);
    border-radius: 4px;
  }

  table {
    border-collapse: collapse;
    font-size: 0.92em;
  }

  th,
  td {
    padding: 4px 10px;
    text-align: start;
    border-block-end: 1px solid var(--abai-line);
  }

  tbody tr:last-child > * {
    border-block-end: 0;
  }

  .data {
    min-width: 100%;
  }

  .data th,
  .data td {
    max-width: 260px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: normal;
  }

  .data thead th {
    font-weight: 600;
    background: var(--vscode-keybindingTable-headerBackground);
  }

  th.number {
    width: 1%;
    color: var(--abai-muted);
    text-align: end;
  }

  .figures {
    width: 100%;
    font-variant-numeric: tabular-nums;
  }

  .figures th {
    font-weight: 600;
    overflow-wrap: anywhere;
    min-width: 8em;
  }

  .figures thead th:not(:first-child) {
    min-width: 0;
  }

  .figures tbody th {
    font-weight: normal;
  }

  .figures td,
  .figures thead th:not(:first-child) {
    text-align: end;
    white-space: nowrap;
  }

  .figures tfoot > tr > * {
    border-block-start: 1px solid var(--abai-line);
    border-block-end: 0;
    font-weight: 600;
  }

  .stale {
    opacity: 0.6;
  }

  .models {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
  }

  .models li {
    display: flex;
    min-width: 0;
    max-width: 100%;
  }

  .foot {
    flex: none;
    padding: 10px 24px;
    border-block-start: 1px solid var(--abai-line);
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
  }

  .foot abai-message-box {
    margin-block: 0 10px;
  }

  .start {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    max-width: 932px;
    margin: 0 auto;
  }

  .said {
    flex: 1 1 200px;
    min-width: 0;
    color: var(--abai-muted);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }

  .said button {
    text-align: start;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  @container (max-width: 560px) {
    .middle {
      padding: 12px 14px 24px;
    }

    .foot {
      padding: 8px 14px;
    }

    .said {
      flex-basis: 100%;
    }
  }
`;
