import { css } from 'lit';

export const filterFormLook = css`
  .form {
    position: absolute;
    z-index: 10;
    inset-block-start: calc(100% - 2px);
    inset-inline-start: 14px;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 8px 12px;
    align-items: center;
    width: min(420px, calc(100% - 28px));
    padding: 12px;
    border: 1px solid var(--vscode-menu-border, var(--abai-line));
    border-radius: var(--abai-radius);
    background: var(--vscode-menu-background);
    color: var(--vscode-menu-foreground);
    box-shadow: 0 2px 8px var(--vscode-widget-shadow);
  }

  .form > label,
  .form > .label {
    color: var(--vscode-foreground);
    white-space: nowrap;
  }

  .form .top {
    align-self: start;
    padding-block-start: 4px;
  }

  .form vscode-textfield,
  .form vscode-single-select {
    width: 100%;
    max-width: none;
  }

  .form .pair {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
    gap: 6px;
    align-items: center;
  }

  .form .states {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
    gap: 2px 8px;
  }

  .form .buttons {
    grid-column: 1 / -1;
    display: flex;
    justify-content: flex-end;
    gap: 6px;
    margin-block-start: 4px;
  }

  @media (max-width: 500px) {
    .form {
      grid-template-columns: minmax(0, 1fr);
      gap: 4px;
    }
  }
`;
