import { css } from 'lit';

export const answerDiffLook = css`
  :host {
    display: block;
    min-width: 0;
  }

  .about {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 10px;
    margin-block-end: 10px;
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .about :is(ins, del) {
    margin-inline-end: 4px;
    white-space: nowrap;
  }

  .text {
    line-height: 1.55;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .block {
    content-visibility: auto;
    contain-intrinsic-size: auto 80em;
  }

  ins,
  del {
    border-radius: 2px;
    box-decoration-break: clone;
    color: var(--vscode-foreground);
    text-decoration-thickness: 1px;
  }

  /* Lines besides colours: under what is added, through what is left out. */
  ins {
    background: var(--vscode-diffEditor-insertedTextBackground);
    text-decoration-line: underline;
    text-underline-offset: 3px;
    outline: 1px dashed var(--vscode-diffEditor-insertedTextBorder, transparent);
  }

  del {
    background: var(--vscode-diffEditor-removedTextBackground);
    text-decoration-line: line-through;
    outline: 1px dashed var(--vscode-diffEditor-removedTextBorder, transparent);
  }
`;
