import { css } from 'lit';

export const columnHeadLook = css`
  header {
    display: flex;
    flex-direction: column;
    gap: 2px;
    padding: 8px 8px 8px 14px;
    border-block-end: 1px solid var(--abai-line);
    background: var(--vscode-sideBar-background);
  }

  .title {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 22px;
  }

  h2 {
    flex: 1;
    display: flex;
    align-items: baseline;
    gap: 8px;
    min-width: 0;
    margin: 0;
    font-size: inherit;
    font-weight: 600;
  }

  h2 > span {
    flex: none;
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  h2 .provider {
    flex: 0 1 auto;
    min-width: 0;
    color: var(--abai-muted);
    font-weight: normal;
    font-size: 0.92em;
  }

  .tools {
    flex: none;
    display: flex;
    gap: 2px;
  }
`;
