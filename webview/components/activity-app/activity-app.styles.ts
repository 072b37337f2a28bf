import { css } from 'lit';

export const activityAppLook = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    overflow: hidden;
  }

  main {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }

  main.centre,
  .centre {
    display: flex;
    flex-direction: column;
  }

  .middle {
    max-width: 1180px;
    margin: 0 auto;
    padding: 14px 24px 32px;
  }

  h1 {
    margin: 0 0 10px;
    font-size: 1.4em;
    font-weight: 600;
  }

  .part {
    margin-block-start: 16px;
  }

  abai-message-box {
    margin-block: 10px;
  }

  .tabs {
    margin-block-start: 14px;
  }

  @media (max-width: 560px) {
    .middle {
      padding: 10px 14px 24px;
    }
  }
`;
