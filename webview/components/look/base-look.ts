import { css } from 'lit';

/** What every component of the panel shares: lines, focus, scroll bars, and text for screen readers only. */
export const baseLook = css`
  :host {
    --abai-line: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border, #80808059)));
    --abai-muted: var(--vscode-descriptionForeground);
    --abai-radius: 6px;
    box-sizing: border-box;
    font-size: var(--vscode-font-size, 13px);
    line-height: 1.4;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  .for-screen-readers {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  button.link {
    padding: 0;
    border: 0;
    border-radius: 2px;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    cursor: pointer;
  }

  button.link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }

  button.link:focus-visible {
    outline-offset: 1px;
  }
`;
