import { css } from 'lit';

export const richTextLook = css`
  :host {
    display: block;
    min-width: 0;
    line-height: 1.55;
    overflow-wrap: anywhere;
  }

  /* What is not in sight is not laid out, however long the answer is. */
  .part {
    content-visibility: auto;
    contain-intrinsic-size: auto 80em;
  }

  .part > .block {
    margin-block: 0 0.75em;
    overflow-x: auto;
  }

  .part:last-child > .block:last-child {
    margin-block-end: 0;
  }

  .plain {
    white-space: pre-wrap;
  }

  .rest {
    color: var(--abai-muted);
  }

  p,
  ul,
  ol,
  blockquote,
  .table {
    margin-block: 0 0.75em;
  }

  .block > :last-child,
  blockquote > :last-child,
  li > :last-child {
    margin-block-end: 0;
  }

  h1,
  h2,
  h3,
  h4,
  h5,
  h6 {
    margin-block: 0.4em 0;
    font-weight: 600;
    line-height: 1.3;
  }

  h1 {
    font-size: 1.35em;
  }

  h2 {
    font-size: 1.2em;
  }

  h3 {
    font-size: 1.08em;
  }

  h4,
  h5,
  h6 {
    font-size: 1em;
  }

  ul,
  ol {
    padding-inline-start: 1.6em;
  }

  li + li {
    margin-block-start: 0.2em;
  }

  li > p,
  li > ul,
  li > ol {
    margin-block: 0.2em 0;
  }

  li:has(> input) {
    list-style: none;
  }

  li > input {
    margin: 0 0.4em 0 -1.4em;
    vertical-align: -0.15em;
  }

  a {
    color: var(--vscode-textLink-foreground);
    text-decoration: underline;
    text-decoration-color: color-mix(in srgb, currentColor 40%, transparent);
    text-underline-offset: 2px;
    border-radius: 2px;
  }

  a:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration-color: currentColor;
  }

  blockquote {
    margin-inline: 0;
    padding: 0.35em 0.9em;
    border-inline-start: 3px solid var(--vscode-textBlockQuote-border, var(--abai-line));
    background: var(--vscode-textBlockQuote-background);
  }

  hr {
    margin-block: 0.4em;
    border: 0;
    border-block-start: 1px solid var(--abai-line);
  }

  code {
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.92em;
  }

  :not(pre) > code {
    padding: 0.1em 0.35em;
    border-radius: 3px;
    background: var(--vscode-textPreformat-background, var(--vscode-textCodeBlock-background));
    color: var(--vscode-textPreformat-foreground);
  }

  .table {
    overflow-x: auto;
  }

  table {
    border-collapse: collapse;
    overflow-wrap: normal;
  }

  th,
  td {
    padding: 0.3em 0.7em;
    border: 1px solid var(--abai-line);
    text-align: start;
    vertical-align: top;
  }

  th {
    font-weight: 600;
    background: var(--vscode-keybindingTable-headerBackground);
  }

  td[align='right'],
  th[align='right'] {
    text-align: end;
  }

  td[align='center'],
  th[align='center'] {
    text-align: center;
  }

  pre {
    margin: 0;
    padding: 0.6em 0.8em;
    overflow-x: auto;
    background: var(--vscode-textCodeBlock-background);
    border-radius: 4px;
    line-height: 1.45;
    tab-size: 4;
    overflow-wrap: normal;
  }

  .code {
    --edge: 1px solid var(--vscode-contrastBorder, transparent);
    margin-block: 0;
    background: var(--vscode-textCodeBlock-background);
    border-inline: var(--edge);
  }

  .part > .code:not(.last) {
    margin-block-end: 0;
  }

  .code pre {
    padding-block: 0;
    background: none;
    border-radius: 0;
  }

  .code.first {
    border-block-start: var(--edge);
    border-start-start-radius: 4px;
    border-start-end-radius: 4px;
  }

  .code.last {
    padding-block-end: 0.6em;
    border-block-end: var(--edge);
    border-end-start-radius: 4px;
    border-end-end-radius: 4px;
  }

  /* VS Code tells pages no colours of code: those of its usual themes, by the theme's kind. */
  .code {
    --comment: #6a9955;
    --string: #ce9178;
    --number: #b5cea8;
    --keyword: #569cd6;
  }

  :host-context(.vscode-light) .code,
  :host-context(.vscode-high-contrast-light) .code {
    --comment: #00650f;
    --string: #a31515;
    --number: #075b3c;
    --keyword: #0000e0;
  }

  :host-context(.vscode-high-contrast:not(.vscode-high-contrast-light)) .code {
    --comment: #7ca668;
    --keyword: #6cb2ee;
  }

  .code .comment {
    color: var(--comment);
  }

  .code .string {
    color: var(--string);
  }

  .code .number {
    color: var(--number);
  }

  .code .keyword {
    color: var(--keyword);
  }

  .code-header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: end;
    gap: 2px;
    padding: 4px 6px 2px 0.8em;
    color: var(--vscode-descriptionForeground);
    font-size: 0.85em;
  }

  .code-header span {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-family: var(--vscode-editor-font-family, monospace);
  }

  .code-header button {
    padding: 1px 6px;
    border: 0;
    border-radius: 4px;
    background: none;
    color: inherit;
    font: inherit;
    white-space: nowrap;
    cursor: pointer;
  }

  .code-header button:hover {
    background: var(--vscode-toolbar-hoverBackground);
    color: var(--vscode-foreground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }

  .code-header button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
`;
