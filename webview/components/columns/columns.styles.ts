import { css } from 'lit';

export const columnsLook = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }

  .columns {
    flex: 1;
    display: flex;
    min-height: 0;
    overflow-x: auto;
    overflow-y: hidden;
    scroll-snap-type: x proximity;
  }

  abai-column {
    position: relative;
    flex: var(--abai-grow, 1) 0 var(--abai-width, 300px);
    scroll-snap-align: start;
  }

  /* Where a column that is dragged would be put. */
  abai-column[drop]::before {
    content: '';
    position: absolute;
    z-index: 3;
    inset-block: 0;
    inset-inline-start: 0;
    width: 3px;
    background: var(--vscode-editorGroup-dropIntoPromptBorder, var(--vscode-focusBorder));
  }

  abai-column[drop='behind']::before {
    inset-inline: auto 0;
  }

  abai-column[place='narrow'] {
    flex: 0 0 36px;
  }

  abai-column[place='narrow'],
  abai-column[place='focused'] {
    border-inline-end: 1px solid var(--abai-line);
  }

  abai-agreement-matrix {
    flex: none;
  }

  nav {
    display: none;
    flex: none;
    overflow-x: auto;
    border-block-end: 1px solid var(--abai-line);
    background: var(--vscode-sideBar-background);
    scrollbar-width: none;
  }

  nav button {
    flex: none;
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 6px 12px;
    border: 0;
    background: none;
    color: var(--vscode-tab-inactiveForeground, var(--abai-muted));
    font: inherit;
    cursor: pointer;
  }

  nav button:hover {
    color: var(--vscode-foreground);
  }

  nav button.narrow {
    font-style: italic;
  }

  nav i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--abai-muted);
  }

  nav i.generating {
    background: var(--vscode-progressBar-background);
  }

  nav i.complete {
    background: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
  }

  nav i.failed {
    background: var(--vscode-errorForeground);
  }

  nav i.interrupted {
    background: var(--vscode-editorWarning-foreground);
  }

  @media (max-width: 560px) {
    nav.many {
      display: flex;
    }

    .columns {
      scroll-snap-type: x mandatory;
    }

    abai-column {
      flex: 1 0 100%;
    }

    abai-column[place='focused'] {
      border-inline-end: 0;
    }

    abai-column-grip {
      display: none;
    }

    /* The strip of names leads to it. */
    abai-column[place='narrow'] {
      display: none;
    }
  }
`;
