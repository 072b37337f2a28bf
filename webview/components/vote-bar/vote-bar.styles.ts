import { css } from 'lit';

export const voteBarLook = css`
  :host {
    display: block;
    border-block-start: 1px solid var(--abai-line);
    background: var(--vscode-sideBar-background);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    min-height: 38px;
    padding: 6px 14px;
  }

  .ask {
    flex: none;
    font-weight: 600;
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    min-width: 0;
    max-width: 100%;
  }

  .choices button {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    max-width: min(220px, 100%);
    height: 26px;
    padding: 0 10px;
    border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
    border-radius: 13px;
    background: var(--vscode-button-secondaryBackground);
    color: var(--vscode-button-secondaryForeground);
    font: inherit;
    cursor: pointer;
  }

  .choices button:hover:enabled {
    background: var(--vscode-button-secondaryHoverBackground);
  }

  .choices button[aria-pressed='true'] {
    border-color: var(--vscode-contrastActiveBorder, var(--vscode-button-border, transparent));
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
  }

  .choices button[aria-pressed='true']:hover:enabled {
    background: var(--vscode-button-hoverBackground);
  }

  .choices button:focus-visible {
    outline-offset: 2px;
  }

  .choices button:disabled {
    opacity: 0.5;
    cursor: default;
  }

  .choices vscode-icon {
    flex: none;
    --vscode-icon-foreground: currentColor;
  }

  .choices span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .rest {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    margin-inline-start: auto;
    color: var(--abai-muted);
  }

  /* Without words it takes no place, but is still there to be heard. */
  .rest [role='status']:empty {
    margin-inline-end: -12px;
  }

  .problem {
    flex-basis: 100%;
    margin: 0;
    color: var(--vscode-errorForeground);
  }

  @media (max-width: 560px) {
    .ask {
      flex-basis: 100%;
    }

    .voted .ask {
      display: none;
    }

    /* Many columns must not push the answers away. */
    .choices {
      flex-wrap: nowrap;
      overflow-x: auto;
      scrollbar-width: thin;
    }

    .choices button {
      flex: none;
    }

    .rest {
      margin-inline-start: 0;
    }
  }
`;
