import { css } from 'lit';

/** The page itself. VS Code gives the body a padding, which a panel that fills its tab does not want. */
export const pageLook = css`
  html,
  body {
    height: 100%;
    margin: 0;
    padding: 0;
    overflow: hidden;
  }

  body {
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size, 13px);
    font-weight: var(--vscode-font-weight);
  }
`;
