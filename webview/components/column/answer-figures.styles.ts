import { css } from 'lit';

/** For what answer-figures.ts draws. */
export const answerFiguresLook = css`
  .state {
    flex: none;
    --vscode-icon-foreground: var(--abai-muted);
  }

  .state.complete {
    --vscode-icon-foreground: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }

  .state.generating {
    --vscode-icon-foreground: var(--vscode-progressBar-background);
  }

  .state.failed {
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  .state.interrupted {
    --vscode-icon-foreground: var(--vscode-editorWarning-foreground);
  }

  .figures {
    display: flex;
    flex-wrap: wrap;
    min-height: 1.4em;
    margin: 0;
    color: var(--abai-muted);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }

  /* A dot stands before each figure; that before the first of a line is outside and cut off. */
  dl.figures {
    margin-inline-start: -11px;
    clip-path: inset(0 0 0 11px);
  }

  .figures div {
    display: flex;
    align-items: center;
    white-space: nowrap;
  }

  .figures dd {
    margin: 0;
  }

  .figures div::before {
    content: '';
    width: 3px;
    height: 3px;
    margin-inline: 4px;
    border-radius: 50%;
    background: currentColor;
    opacity: 0.5;
  }

  .figures .cost {
    color: var(--vscode-foreground);
  }
`;
