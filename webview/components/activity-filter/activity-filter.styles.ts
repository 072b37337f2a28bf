import { css } from 'lit';

/** Small fields with their names above them, side by side as far as there is room. */
export const activityFieldsLook = css`
  .fields {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px 12px;
  }

  .fields label {
    display: grid;
    gap: 2px;
    flex: 1 1 130px;
    min-width: 0;
    max-width: 220px;
  }

  .fields label > span {
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .fields select,
  .fields input {
    width: 100%;
    min-width: 0;
    height: 26px;
    padding: 2px 6px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-input-border, var(--abai-line)));
    border-radius: 4px;
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
    font: inherit;
  }

  .fields select {
    cursor: pointer;
  }

  .fields input[type='date'] {
    color-scheme: var(--abai-scheme, normal);
  }

  option {
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
  }

  ::placeholder {
    color: var(--vscode-input-placeholderForeground);
    opacity: 1;
  }
`;
