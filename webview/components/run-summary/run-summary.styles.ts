import { css } from 'lit';

export const summaryLook = css`
  :host {
    display: block;
    height: 100%;
    overflow: auto;
    container-type: inline-size;
  }

  .middle {
    max-width: 1180px;
    margin: 0 auto;
    padding: 16px 24px 32px;
  }

  .plots {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 28px 40px;
    margin-block-start: 24px;
  }

  @container (min-width: 1000px) {
    .plots {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    .whole {
      grid-column: 1 / -1;
    }
  }

  @container (max-width: 560px) {
    .middle {
      padding: 12px 14px 24px;
    }
  }

  .centre {
    display: grid;
    place-items: center;
    gap: 8px;
    padding: 48px 24px;
    text-align: center;
    color: var(--abai-muted);
  }

  p {
    margin: 8px 0;
  }

  .muted {
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  thead th {
    max-width: 180px;
    overflow: hidden;
    text-overflow: ellipsis;
    font-weight: 600;
    background: var(--vscode-keybindingTable-headerBackground);
  }

  tbody tr:last-child > * {
    border-block-end: 0;
  }

  th:first-child {
    position: sticky;
    inset-inline-start: 0;
    max-width: min(240px, 38cqi);
    overflow: hidden;
    text-overflow: ellipsis;
    text-align: start;
    background: var(--vscode-editor-background);
  }

  thead th:first-child {
    background:
      linear-gradient(
        var(--vscode-keybindingTable-headerBackground, transparent),
        var(--vscode-keybindingTable-headerBackground, transparent)
      ),
      var(--vscode-editor-background);
  }

  .of {
    display: block;
    color: var(--abai-muted);
  }

  .by {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin-block-end: 8px;
  }

  select {
    max-width: 100%;
    height: 26px;
    padding: 2px 6px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-input-border, var(--abai-line)));
    border-radius: 4px;
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
    font: inherit;
  }
`;
