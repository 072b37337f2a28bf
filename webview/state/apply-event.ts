import type { Message } from '../../src/protocol/conversations.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import { findMessage, type LiveComparison, type Step, withLeaf, withMessage } from './live-comparison.ts';

/**
 * Adds a durable event. One that is contained already is dropped; after a hole in the numbers the comparison must be
 * loaded again. A loaded comparison may be newer than its number says, so each event may be applied twice.
 */
export function applyEvent(live: LiveComparison, event: StoredEvent): Step {
  if (event.seq <= live.seq) return { live, missed: false };
  const missed = event.seq > live.seq + 1;
  return { live: { ...take(live, event), seq: event.seq }, missed };
}

function take(live: LiveComparison, event: StoredEvent): LiveComparison {
  switch (event.type) {
    case 'message:added':
    case 'message:updated': {
      const { message } = event.data;
      const known = findMessage(live, message.conversationId, message.id);
      const changed = withMessage(live, known ? newer(known, message) : message);
      // Who adds a message sees it.
      return event.type === 'message:added' ? withLeaf(changed, message.conversationId, undefined) : changed;
    }
    case 'branch:switched':
      return withLeaf(live, event.data.conversationId, event.data.leafId);
    case 'comparison:updated':
      return event.data.comparison.id === live.comparison.id
        ? withSameBranches({ ...live, comparison: event.data.comparison }, live)
        : live;
    default:
      return live;
  }
}

/** Which branches are shown is told by events of its own; this one may have been made before the last of them. */
function withSameBranches(told: LiveComparison, known: LiveComparison): LiveComparison {
  return known.comparison.threads.reduce(
    (live, { conversationId, leafId }) => withLeaf(live, conversationId, leafId),
    told,
  );
}

/**
 * Text that has streamed in already is not taken back by an older form of the same answer. An answer that is asked for
 * again begins anew, at another time.
 */
function newer(known: Message, told: Message): Message {
  if (told.timestamp !== known.timestamp) return told.timestamp > known.timestamp ? told : known;
  if (known.status !== 'generating' || told.status !== 'generating') return told;
  const thinking = longer(known.thinking ?? '', told.thinking ?? '');
  return {
    ...told,
    content: longer(known.content, told.content),
    ...(thinking === '' ? {} : { thinking }),
  };
}

function longer(known: string, told: string): string {
  return known.length > told.length && known.startsWith(told) ? known : told;
}
