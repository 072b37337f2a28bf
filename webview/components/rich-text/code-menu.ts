import type { CodeActionName, CodeMenuEvent } from '../../render/code-header.ts';
import { t } from '../../words/translate.ts';
import type { RunMenu } from '../run-menu/run-menu.ts';

function actions(): { label: string; icon: string; action: CodeActionName }[] {
  return [
    { label: t('Replace Selection'), icon: 'replace', action: 'replace' },
    { label: t('Preview as Diff'), icon: 'diff', action: 'preview' },
    { label: t('Open as New File'), icon: 'new-file', action: 'new-file' },
    { label: t('Write into Terminal…'), icon: 'terminal', action: 'to-terminal' },
  ];
}

/**
 * Shows what else there is to do with a code block. One menu for the whole page stands at its end, where nothing that
 * scrolls or is left out of the layout can cut it off. What is chosen is asked for at the `text` around the block: the block
 * may have been drawn anew meanwhile.
 */
export async function showCodeMenu({ opener, asking }: CodeMenuEvent, text: HTMLElement): Promise<void> {
  await import('../run-menu/run-menu.ts');
  let menu = document.body.querySelector<RunMenu>(':scope > abai-run-menu');
  if (!menu) {
    menu = document.createElement('abai-run-menu');
    document.body.append(menu);
  }
  const { left, bottom } = opener.getBoundingClientRect();
  const items = actions().map(({ label, icon, action }) => ({
    label,
    icon,
    act: () => text.dispatchEvent(asking(action)),
  }));
  await menu.show(items, t('Code'), left, bottom, opener);
}
