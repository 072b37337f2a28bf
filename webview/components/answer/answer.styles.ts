import { css } from 'lit';

export const answerLook = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 10px;
    min-width: 0;
  }

  .waiting,
  .note {
    color: var(--abai-muted);
  }

  @media (prefers-reduced-motion: no-preference) {
    .waiting {
      animation: breathe 1.6s ease-in-out infinite alternate;
    }

    @keyframes breathe {
      to {
        opacity: 0.5;
      }
    }
  }

  details {
    border-inline-start: 2px solid var(--abai-line);
    padding-inline-start: 10px;
    color: var(--abai-muted);
  }

  summary {
    display: flex;
    align-items: center;
    gap: 4px;
    width: fit-content;
    border-radius: 3px;
    cursor: pointer;
    list-style: none;
    user-select: none;
  }

  summary:hover {
    color: var(--vscode-foreground);
  }

  summary vscode-icon {
    --vscode-icon-foreground: currentColor;
  }

  details abai-rich-text {
    margin-block-start: 6px;
    font-size: 0.95em;
  }

  ul.sources {
    margin: 0;
    padding-inline-start: 1.4em;
    color: var(--abai-muted);
  }
`;
