/** Each as text without the backslashes of JSON within JSON. */
export interface SavedTabs {
  /** Those on top, one of each group: what a reloaded window shows. */
  readonly shown: string;
  readonly all: string;
}

interface SavedGroup {
  readonly editors: readonly { readonly value: string }[];
  /** Indexes of `editors`, the one on top first. */
  readonly mru: readonly number[];
}

/** What VS Code in a browser has saved of its tabs. To be evaluated in the workbench's page. */
export async function savedTabs(): Promise<SavedTabs> {
  // It saves when the page is idle: a page that Chromium draws no frames of is never called so.
  await new Promise(requestAnimationFrame);
  const answered = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const groups: SavedGroup[] = [];
  const takeGroup = (key: string, value: unknown) => {
    if (key === 'data' && value && typeof value === 'object' && 'mru' in value)
      groups.push(value as SavedGroup);
    return value;
  };
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('vscode-web-state-db-')) continue;
    const database = await answered(indexedDB.open(name));
    if (database.objectStoreNames.contains('ItemTable')) {
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      JSON.parse((await answered(items.get('memento/workbench.parts.editor'))) ?? 'null', takeGroup);
    }
    database.close();
  }
  const text = (tabs: readonly ({ readonly value: string } | undefined)[]) =>
    tabs.map((tab) => tab?.value.replaceAll('\\', '')).join('\n');
  return {
    shown: text(groups.map(({ editors, mru }) => editors[mru[0] ?? 0])),
    all: text(groups.flatMap(({ editors }) => editors)),
  };
}
