import { css } from 'lit';

export const appLook = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    overflow: hidden;
  }

  .boxes {
    flex: none;
    display: flex;
    flex-direction: column;
    gap: 6px;
    padding: 8px 14px;
  }

  .compose .boxes {
    padding: 0;
  }

  .boxes:empty {
    display: none;
  }

  main {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }

  abai-turn-banner,
  abai-vote-bar,
  .foot {
    flex: none;
  }

  abai-columns,
  abai-standings {
    flex: 1;
    min-height: 0;
  }

  .foot {
    padding: 10px 14px 14px;
    border-block-start: 1px solid var(--abai-line);
  }

  .foot abai-composer {
    max-width: 1000px;
    margin-inline: auto;
  }

  .compose {
    overflow: auto;
    padding: clamp(20px, 14vh, 140px) 20px 20px;
  }

  .compose .middle {
    display: flex;
    flex-direction: column;
    gap: 12px;
    width: 100%;
    max-width: 760px;
    margin-inline: auto;
  }

  h1 {
    margin: 0;
    font-size: 1.55em;
    font-weight: 600;
    letter-spacing: -0.01em;
  }

  .lead {
    margin: -8px 0 6px;
    color: var(--abai-muted);
  }

  .tip {
    margin: 0;
    color: var(--abai-muted);
    font-size: 0.92em;
  }

  .centre {
    flex: 1;
    display: flex;
    flex-direction: column;
  }
`;
