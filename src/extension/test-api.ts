import type { HistoryView } from './history-view.ts';
import type { ThisWindow } from './this-window.ts';

/** What `activate` returns to the tests that run inside VS Code, and to nobody else: VS Code says which mode it is in. */
export interface TestApi {
  window: ThisWindow;
  history: HistoryView;
}
