import { css } from 'lit';

export const runAppLook = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    overflow: hidden;
  }

  main {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }

  abai-run-setup,
  abai-run-summary {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }

  abai-run-header,
  .boxes {
    flex: none;
  }

  .boxes {
    padding: 0 14px 8px;
  }

  .tabs {
    flex: none;
    align-items: stretch;
    padding-inline: 8px;
  }

  .panel {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
    container-type: size;
  }

  .panel[hidden] {
    display: none;
  }

  .split {
    flex: 1;
    min-height: 0;
    display: flex;
  }

  abai-run-grid {
    flex: 1;
  }

  abai-run-detail {
    flex: none;
    width: min(460px, 46%);
    border-inline-start: 1px solid var(--abai-line);
  }

  @container (max-width: 700px) {
    .split {
      flex-direction: column;
    }

    abai-run-detail {
      width: auto;
      height: 52%;
      border-inline-start: 0;
      border-block-start: 1px solid var(--abai-line);
    }
  }

`;
