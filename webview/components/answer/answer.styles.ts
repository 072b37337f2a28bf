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

  ol.sources {
    margin: 0;
    padding-inline-start: 1.8em;
    color: var(--abai-muted);
  }
`;
