import * as vscode from 'vscode';
import type { SearchHit } from '../protocol/data.ts';
import { showFailure } from './show-failure.ts';
import type { ThisWindow } from './this-window.ts';

/** Milliseconds after the last key before a search begins. */
const quietMs = 150;

interface Found extends vscode.QuickPickItem {
  comparisonId: string;
  name: string;
}

/** One line, without the marks around the matches. */
function plain(snippet: string): string {
  return snippet.replaceAll('\u0002', '').replaceAll('\u0003', '').replaceAll(/\s+/g, ' ').trim();
}

/** One hit of each comparison, of several the first that says more than its name. */
function onePerComparison(hits: readonly SearchHit[]): SearchHit[] {
  const best = new Map<string, SearchHit>();
  for (const hit of hits) {
    const known = best.get(hit.comparisonId);
    if (!known || plain(known.snippet) === known.name) best.set(hit.comparisonId, hit);
  }
  return [...best.values()];
}

/** Finds prompts and answers as the person types, and opens the comparison that they choose. */
export function searchHistory(window: ThisWindow): void {
  const pick = vscode.window.createQuickPick<Found>();
  pick.title = vscode.l10n.t('Search History');
  pick.placeholder = vscode.l10n.t('Words of a prompt or an answer');
  pick.matchOnDetail = true;
  const day = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium' });
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;

  const search = async (text: string): Promise<void> => {
    asked += 1;
    const mine = asked;
    pick.busy = text !== '';
    try {
      const hits = text === '' ? [] : await window.link.request('data:search', { text, limit: 100 });
      if (mine !== asked) return;
      pick.items = onePerComparison(hits).map((hit) => ({
        label: hit.name,
        description: day.format(hit.createdAt),
        detail: plain(hit.snippet),
        // The search knows better than the quick pick what fits.
        alwaysShow: true,
        comparisonId: hit.comparisonId,
        name: hit.name,
      }));
    } catch (error) {
      pick.hide();
      void showFailure(window, error);
    } finally {
      if (mine === asked) pick.busy = false;
    }
  };

  pick.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(text.trim()), quietMs);
  });
  pick.onDidAccept(async () => {
    const [found] = pick.selectedItems;
    if (!found) return;
    pick.hide();
    try {
      (await window.panels()).show(found.comparisonId, found.name);
    } catch (error) {
      void showFailure(window, error);
    }
  });
  pick.onDidHide(() => {
    clearTimeout(timer);
    asked += 1;
    pick.dispose();
  });
  pick.show();
}
