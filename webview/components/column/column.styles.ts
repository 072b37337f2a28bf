import { css } from 'lit';

export const columnLook = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    background: var(--vscode-editor-background);
  }

  :host([place='narrow']) abai-column-head,
  :host([place='narrow']) .body {
    display: none;
  }

  .rail {
    flex: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    min-height: 0;
    padding: 10px 0;
    border: 0;
    background: var(--vscode-sideBar-background);
    color: var(--vscode-foreground);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }

  .rail:hover {
    background: var(--vscode-list-hoverBackground);
  }

  .rail .name {
    min-height: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    writing-mode: vertical-rl;
  }

  .body {
    flex: 1;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }

  .thread {
    display: flex;
    flex-direction: column;
    gap: 14px;
    padding: 14px;
  }

  /* What is not in sight is not laid out, however long the conversation is. */
  .earlier,
  abai-question {
    content-visibility: auto;
    contain-intrinsic-size: auto 400px;
  }

  abai-question {
    contain-intrinsic-size: auto 60px;
  }

  .after {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
    margin-block-start: 6px;
  }

  /* Not the row: figures that wrap below stand at the text's edge, and what is left of that is cut off. */
  .after > :first-child {
    margin-inline-start: -4px;
  }

  .base-note {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    margin-block-end: 10px;
    color: var(--abai-muted);
    font-size: 0.92em;
  }
`;
