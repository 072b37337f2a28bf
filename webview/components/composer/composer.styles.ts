import { css } from 'lit';

export const composerLook = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .card {
    display: flex;
    flex-direction: column;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-input-border, var(--abai-line)));
    border-radius: var(--abai-radius);
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
  }

  .card.dropping {
    border-color: var(--vscode-focusBorder);
    background: var(--vscode-editor-dropBackground, var(--vscode-input-background));
  }

  .said {
    color: var(--vscode-inputOption-activeForeground);
    --vscode-icon-foreground: var(--vscode-inputOption-activeForeground);
  }

  abai-attachment-list {
    padding: 8px 12px 0;
    max-height: 90px;
    overflow-y: auto;
  }

  .card:focus-within {
    border-color: var(--vscode-focusBorder);
  }

  textarea {
    display: block;
    width: 100%;
    min-height: 1.45em;
    padding: 10px 12px 6px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    line-height: 1.45;
    resize: none;
    field-sizing: content;
    overflow: auto;
  }

  textarea.prompt {
    max-height: min(45vh, 30em);
  }

  .follow-up textarea.prompt {
    max-height: 30vh;
  }

  .compose textarea.prompt {
    min-height: calc(16px + 1.45em * 4);
  }

  textarea:focus {
    outline: none;
  }

  textarea::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }

  .system {
    border-block-end: 1px solid var(--abai-line);
  }

  .system label {
    display: block;
    padding: 8px 12px 0;
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .system textarea {
    padding-block-start: 2px;
    max-height: 9em;
  }

  .source {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 8px 12px 0;
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .source vscode-icon {
    --vscode-icon-foreground: currentColor;
  }

  .bar {
    display: flex;
    align-items: flex-end;
    gap: 8px;
    padding: 4px 8px 8px 10px;
  }

  .models {
    flex: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    min-width: 0;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .models li {
    display: flex;
    min-width: 0;
    max-width: 100%;
  }

  button.names {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    white-space: nowrap;
  }

  button.choose {
    display: flex;
    align-items: center;
    gap: 4px;
    height: 24px;
    padding: 0 8px 0 4px;
    border: 0;
    border-radius: 5px;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.92em;
    cursor: pointer;
  }

  button.choose:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }

  button.choose:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }

  abai-recipients {
    flex: 1;
  }

  .hint {
    flex: 1;
    align-self: center;
    min-width: 0;
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .send {
    flex: none;
    display: flex;
    align-items: center;
    gap: 6px;
  }

  kbd,
  .size {
    color: var(--abai-muted);
    font: inherit;
    font-size: 0.85em;
    white-space: nowrap;
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
  }

  .compose .bar {
    flex-direction: column;
    align-items: stretch;
  }

  .compose .tools {
    flex: 1;
  }

  .compose .send {
    flex-wrap: wrap;
    justify-content: flex-end;
  }

  @container (max-width: 460px) {
    kbd {
      display: none;
    }

    .bar {
      flex-wrap: wrap;
      justify-content: flex-end;
    }

    abai-recipients {
      flex-basis: 100%;
    }
  }
`;
