import { html } from 'lit';
import type { Panel } from '../../state/panel.ts';
import type { Draft } from '../../state/saved-state.ts';
import { t } from '../../words/translate.ts';
import { action } from './tool-buttons.ts';

/** The button for what a prompt carries; `after` is called when that was chosen. */
export function attachButton({ attaching }: Panel, after: () => void) {
  return action({
    icon: 'attach',
    text: t('Attach…'),
    title: t('Attach a selection, files or images (# for a file of the workspace)'),
    click: () => attaching.choose().then(after),
  });
}

/** Buttons that open VS Code's quick picks over what was saved: profiles and prompts. */
export function savedButtons(panel: Panel) {
  return html`
    ${action({
      icon: 'bookmark',
      text: t('Profiles…'),
      title: t('Apply a profile, or save this as one'),
      click: () => panel.picking.pickProfile(),
    })}
    ${action({
      icon: 'library',
      text: t('Saved prompts…'),
      title: t('Take a saved prompt, or save this one'),
      click: () => panel.picking.pickPrompt(),
    })}
  `;
}

/** The button for the tools that models are offered; `offered` are those of the comparison that goes on. */
export function toolsButton(panel: Panel, draft: Draft, offered: readonly string[]) {
  const tools = draft.tools ?? offered;
  const title =
    tools.length === 0
      ? t('Offer tools to the models; each call is asked about')
      : t('Tools that the models are offered: {0}', tools.join(', '));
  const click = () => panel.picking.pickTools(offered);
  return action({ icon: 'tools', text: t('Tools…'), title, click, said: tools.length > 0 });
}
