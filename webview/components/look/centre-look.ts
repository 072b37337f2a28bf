import { css } from 'lit';

/** A page that has only one thing to say: loading, failed, deleted. How it fills the tab is the page's own. */
export const centreLook = css`
  .centre {
    align-items: center;
    justify-content: center;
    gap: 12px;
    padding: 24px;
    color: var(--abai-muted);
    text-align: center;
  }

  .centre p {
    max-width: 44em;
    margin: 0;
    color: var(--vscode-foreground);
    overflow-wrap: anywhere;
  }

  .centre .row {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }

  .centre .failed {
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  /* What takes less than this is not announced as loading: it would only flicker. */
  .late {
    animation: appear 0s 250ms both;
  }

  @keyframes appear {
    from {
      visibility: hidden;
    }
  }
`;
