import type { LiveComparison } from './live-comparison.ts';

/** The same object for the same one: what is drawn from it is not drawn again. */
const made = new WeakMap<LiveComparison, { order: readonly string[]; live: LiveComparison }>();

/** The comparison with its columns in the order in which somebody has put them. */
export function inOrder(live: LiveComparison, order: readonly string[] | undefined): LiveComparison {
  if (!order) return live;
  const known = made.get(live);
  if (known?.order === order) return known.live;
  const { comparison } = live;
  const place = ({ conversationId }: { conversationId: string }): number => {
    const at = order.indexOf(conversationId);
    return at < 0 ? order.length : at;
  };
  const threads = [...comparison.threads].sort((a, b) => place(a) - place(b));
  const ordered = { ...live, comparison: { ...comparison, threads } };
  made.set(live, { order, live: ordered });
  return ordered;
}
