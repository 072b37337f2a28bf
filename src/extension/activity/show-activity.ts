import type { ThisWindow } from '../this-window.ts';

/** Opens the comparison that is being answered, when that is asked for and there is just one; else the activity. */
export async function showActivity(window: ThisWindow, what: unknown): Promise<void> {
  if (what === 'running') {
    const { tasks } = await window.link.request('activity:tasks', {
      filter: { kind: 'comparison', states: ['running'], from: Date.now() - 24 * 3600 * 1000 },
    });
    const running = new Map(
      tasks.flatMap(({ comparisonId, name }) => (comparisonId ? [[comparisonId, name] as const] : [])),
    );
    const [only] = running;
    if (only && running.size === 1) {
      (await window.panels()).show(...only);
      return;
    }
  }
  (await window.activityPanel()).show();
}
