/**
 * What VS Code in a browser has saved of its tabs: JSON within JSON, without the backslashes of that. To be evaluated
 * in the workbench's page.
 */
export async function savedTabs(): Promise<string> {
  // It saves when the page is idle: a page that Chromium draws no frames of is never called so.
  await new Promise(requestAnimationFrame);
  const answered = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  let saved = '';
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('vscode-web-state-db-')) continue;
    const database = await answered(indexedDB.open(name));
    if (database.objectStoreNames.contains('ItemTable')) {
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      saved += (await answered(items.get('memento/workbench.parts.editor'))) ?? '';
    }
    database.close();
  }
  return saved.replaceAll('\\', '');
}
