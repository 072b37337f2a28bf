import assert from 'node:assert/strict';
import type { StoredEvent } from '../../src/protocol/events.ts';
import { applyEvent } from '../../webview/state/apply-event.ts';
import { countGenerating, fromDetail, type LiveComparison } from '../../webview/state/live-comparison.ts';
import { shownBranches } from '../../webview/state/shown-branches.ts';
import { answer, finished, makeDetail } from './fixtures.ts';

const start = () =>
  fromDetail(makeDetail({ answers: (index) => ({ ...finished, content: `One ${index}.` }) }));
const other = answer('c0', { id: 'other', ...finished, content: 'Two 0.' });

function heard(live: LiveComparison, event: Pick<StoredEvent, 'type' | 'data'>): LiveComparison {
  return applyEvent(live, { ...event, seq: live.seq + 1, at: 0 } as StoredEvent).live;
}
const added = (live: LiveComparison, message = other) =>
  heard(live, { type: 'message:added', data: { message, comparisonId: 'comparison-1' } });
const switched = (live: LiveComparison, leafId: string) =>
  heard(live, { type: 'branch:switched', data: { conversationId: 'c0', leafId } });
const ids = (live: LiveComparison) => shownBranches(live).messages.c0!.map(({ id }) => id);

describe('webview: shown branches', () => {
  it('are the same object where there is but one each', () => {
    const live = start();
    assert.equal(shownBranches(live), live);
  });

  it('end with what was added last, and say what stands beside it', () => {
    const live = added(start());
    assert.deepEqual(ids(live), ['c0-question', 'other']);
    assert.deepEqual(shownBranches(live).branches?.c0, { other: { index: 1, ids: ['c0-answer', 'other'] } });
    assert.equal(shownBranches(live), shownBranches(live));
    assert.equal(shownBranches(live).messages.c1, live.messages.c1);
  });

  it('are switched, each thread for itself, and again by the next message', () => {
    const back = switched(added(start()), 'c0-answer');
    assert.deepEqual(ids(back), ['c0-question', 'c0-answer']);
    assert.equal(shownBranches(back).messages.c1?.at(-1)?.id, 'c1-answer');
    const third = added(back, answer('c0', { id: 'third', parentId: 'c0-answer' }));
    assert.deepEqual(ids(third), ['c0-question', 'c0-answer', 'third']);
  });

  it('stay when the comparison gets a new name', () => {
    const back = switched(added(start()), 'c0-answer');
    const { comparison } = makeDetail();
    const named = heard(back, { type: 'comparison:updated', data: { comparison } });
    assert.deepEqual(ids(named), ['c0-question', 'c0-answer']);
  });

  it('do not hide that an answer is still arriving', () => {
    const live = added(start(), { ...other, status: 'generating' });
    assert.equal(countGenerating(switched(live, 'c0-answer')), 1);
  });
});
