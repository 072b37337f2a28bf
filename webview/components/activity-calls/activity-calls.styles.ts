import { css } from 'lit';

export const activityCallsLook = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }

  .fields {
    margin-block-end: 12px;
  }

  .fields .text {
    flex-grow: 3;
    max-width: 360px;
  }

  .fields vscode-button {
    margin-inline-start: auto;
  }

  [role='table'] {
    border: 1px solid var(--abai-line);
    border-radius: 4px;
    font-variant-numeric: tabular-nums;
  }

  [role='row'] {
    display: grid;
    grid-template-columns: 130px minmax(0, 3fr) minmax(0, 1.4fr) 104px 116px 84px 70px;
    gap: 0 10px;
    align-items: baseline;
    padding: 6px 10px;
  }

  [role='row'] + [role='row'],
  [role='rowgroup'] + [role='rowgroup'] {
    border-block-start: 1px solid var(--abai-line);
  }

  /* What is far out of sight is not laid out. */
  .call {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 52px;
  }

  .call:hover {
    background: var(--vscode-list-hoverBackground);
  }

  .head {
    background: var(--vscode-keybindingTable-headerBackground);
    font-weight: 600;
  }

  .number {
    text-align: end;
  }

  .prompt,
  .model,
  .where {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .prompt button.link {
    max-width: 100%;
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
    vertical-align: bottom;
  }

  .where,
  .muted {
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .state {
    white-space: nowrap;
  }

  .state vscode-icon {
    margin-inline-end: 4px;
    vertical-align: -2px;
  }

  .failed {
    --vscode-icon-foreground: var(--vscode-errorForeground);
  }

  .centre {
    display: grid;
    place-items: center;
    gap: 10px;
    padding: 40px 16px;
    color: var(--abai-muted);
    text-align: center;
  }

  .centre p {
    max-width: 44em;
    margin: 0;
    overflow-wrap: anywhere;
  }

  .more {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin-block-start: 12px;
  }

  .more p {
    margin: 0;
  }

  /* Each call on three lines; the names of the columns are read out only. */
  @container (max-width: 820px) {
    .head {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    [role='row'].call {
      grid-template-columns: auto minmax(0, 1fr) auto;
      grid-template-areas: 'prompt prompt prompt' 'state model cost' 'time tokens took';
      gap: 2px 10px;
    }

    .call .prompt {
      grid-area: prompt;
    }

    .call .state {
      grid-area: state;
    }

    .call .model {
      grid-area: model;
    }

    .call .cost {
      grid-area: cost;
    }

    .call .time {
      grid-area: time;
      color: var(--abai-muted);
    }

    .call .tokens {
      grid-area: tokens;
      text-align: start;
    }

    .call .took {
      grid-area: took;
    }
  }

  @container (max-width: 300px) {
    [role='row'].call {
      grid-template-columns: minmax(0, 1fr) auto;
      grid-template-areas: 'prompt prompt' 'model model' 'state cost' 'tokens took' 'time time';
    }
  }
`;
