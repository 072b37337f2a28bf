import { type Arrangement, places } from '../../state/arrangement.ts';
import { t } from '../../words/translate.ts';
import type { MenuItem } from '../run-menu/run-menu.ts';
import type { ColumnActions, Neighbour } from './column-actions.ts';

/** What there is to do with a column beside others. */
export function columnMenu(
  actions: ColumnActions,
  conversationId: string,
  neighbours: readonly Neighbour[],
  arrangement: Arrangement,
): MenuItem[] {
  const ids = neighbours.map((neighbour) => neighbour.conversationId);
  const at = ids.indexOf(conversationId);
  const own = neighbours[at];
  return [
    {
      label: t('Open Answer in Editor'),
      icon: 'go-to-file',
      disabled: !own?.latest?.content,
      act: () => actions.openAnswer(conversationId),
    },
    {
      label: t('Open Whole Thread as Markdown'),
      icon: 'markdown',
      disabled: own === undefined,
      act: () => actions.openThread(conversationId),
    },
    ...neighbours
      .filter((neighbour) => neighbour !== own)
      .map(
        (other): MenuItem => ({
          label: t('Open Diff with {0}', other.name),
          icon: 'diff',
          disabled: !own?.answer || !other.answer,
          act: () => actions.openDiff(conversationId, other.conversationId),
        }),
      ),
    'separator',
    ...comparing(actions, conversationId, arrangement, own?.answer !== undefined),
    'separator',
    ...laying(actions, conversationId, arrangement, ids),
  ];
}

function comparing(
  actions: ColumnActions,
  conversationId: string,
  { base, agreement }: Arrangement,
  comparable: boolean,
): MenuItem[] {
  return [
    {
      label: t('Compare Others with This Answer'),
      checked: base === conversationId,
      disabled: !comparable && base !== conversationId,
      act: () => actions.toggleBase(conversationId),
    },
    { label: t('Show Agreement of All'), checked: agreement, act: () => actions.toggleAgreement() },
  ];
}

function laying(
  actions: ColumnActions,
  conversationId: string,
  arrangement: Arrangement,
  ids: readonly string[],
): MenuItem[] {
  const { focused, together, widths } = arrangement;
  const open = [...places(arrangement, ids).values()].filter((place) => place !== 'narrow').length;
  const at = ids.indexOf(conversationId);
  return [
    {
      label: t('Move to the Left'),
      icon: 'arrow-left',
      disabled: at <= 0,
      act: () => actions.move(conversationId, -1),
    },
    {
      label: t('Move to the Right'),
      icon: 'arrow-right',
      disabled: at >= ids.length - 1,
      act: () => actions.move(conversationId, 1),
    },
    {
      label: t('Focus This Column'),
      checked: focused === conversationId,
      act: () => actions.toggleFocus(conversationId),
    },
    {
      label: t('Collapse This Column'),
      icon: 'blank',
      disabled: open < 2 && focused === undefined,
      act: () => actions.collapse(conversationId),
    },
    {
      label: t('Share the Width Evenly'),
      icon: 'blank',
      disabled: widths === undefined,
      act: () => actions.shareWidth(),
    },
    { label: t('Scroll All Columns Together'), checked: together, act: () => actions.toggleTogether() },
  ];
}
