import type { PageEnvelope } from '../../src/protocol/page.ts';

/** The page's way to its host: VS Code's webview API, or a stand-in of the tests. */
export interface HostPort {
  post(envelope: PageEnvelope): void;
  /** Returns the unsubscriber. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** What the last page of this panel kept; undefined when there was none. */
  getState(): unknown;
  setState(state: unknown): void;
  /** What the host wrote into the page; undefined when it wrote nothing. */
  firstSight?(): { id: string; content: unknown } | undefined;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** VS Code defines `acquireVsCodeApi` in the page; it may be called only once for each load. */
export function acquireHostPort(): HostPort {
  const api = (globalThis as unknown as { acquireVsCodeApi(): VsCodeApi }).acquireVsCodeApi();
  return {
    post: (envelope) => api.postMessage(envelope),
    onMessage(listener) {
      const onMessage = (event: MessageEvent): void => listener(event.data);
      window.addEventListener('message', onMessage);
      return () => window.removeEventListener('message', onMessage);
    },
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
    firstSight() {
      const text = document.getElementById('abai-first-sight')?.textContent;
      return text ? (JSON.parse(text) as { id: string; content: unknown }) : undefined;
    },
  };
}
