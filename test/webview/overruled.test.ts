import assert from 'node:assert/strict';
import type { Vote } from '../../src/protocol/votes.ts';
import { Panel } from '../../webview/state/panel.ts';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { LinkedWebview } from './linked-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const id = 'comparison-1';
const elsewhere = 'a request of another window';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('webview: a panel that was overruled', () => {
  let host: ScriptedHost;
  let panel: Panel;

  beforeEach(async () => {
    host = new ScriptedHost();
    host.put(makeDetail({ answers: () => finished }));
    host.panelState = { comparisonId: id };
    host.answers['conversation:switch-branch'] = ({ messageId, requestId }) => {
      const switched = { conversationId: 'c0', leafId: messageId };
      host.publish({ type: 'branch:switched', data: { ...switched, comparisonId: id } }, requestId);
      return switched;
    };
    host.answers['chat:regenerate'] = ({ messageId, requestId }) => {
      const again = answer('c0', { ...finished, id: `${messageId} again` });
      host.add(id, again, requestId);
      return again;
    };
    const { client, port } = new LinkedWebview(host).load();
    panel = new Panel(client, port, () => undefined);
    await panel.start();
  });

  const shown = () =>
    panel.view.kind === 'showing' ? panel.view.live.messages.c0!.at(-1)!.id : assert.fail(panel.view.kind);
  function switchElsewhere(leafId: string, at = 0): void {
    const data = { conversationId: 'c0', leafId, comparisonId: id };
    host.publish({ type: 'branch:switched', data }, elsewhere, at);
  }
  function castVote(verdict: Vote['verdict'], requestId: string | undefined): void {
    const vote = { id: `vote ${verdict}`, comparisonId: id, verdict, models: [], messageIds: [] };
    host.publish({ type: 'vote:cast', data: { vote: vote as never } }, requestId);
  }

  it('shows the branch that was chosen last, and says so once', async () => {
    await panel.messages.regenerate('c0-answer');
    await panel.messages.switchBranch('c0-answer');
    assert.equal(shown(), 'c0-answer');
    assert.deepEqual(panel.notices, []);
    switchElsewhere('c0-answer again');
    await settle();
    assert.equal(shown(), 'c0-answer again');
    assert.equal(panel.notices.length, 1);
    assert.match(panel.notices[0]!, /chosen elsewhere/);
    panel.dismissNotice(panel.notices[0]!);
    switchElsewhere('c0-answer');
    await settle();
    assert.deepEqual(panel.notices, []);
  });

  it('says so too when another window asks again beside the answer that was chosen', async () => {
    await panel.messages.regenerate('c0-answer');
    host.add(id, answer('c0', { ...finished, id: 'theirs' }), elsewhere);
    await settle();
    assert.equal(shown(), 'theirs');
    assert.equal(panel.notices.length, 1);
  });

  it('says nothing when another window goes on with the answer', async () => {
    await panel.messages.regenerate('c0-answer');
    const asked = question('c0', 'And?', { id: 'q2', parentId: 'c0-answer again' });
    host.add(id, asked, elsewhere);
    host.add(id, answer('c0', { id: 'a2', parentId: 'q2' }), elsewhere);
    await settle();
    assert.equal(shown(), 'a2');
    assert.deepEqual(panel.notices, []);
  });

  it('says nothing of what others choose when it has chosen nothing, or long ago', async () => {
    switchElsewhere('c0-answer');
    await panel.messages.switchBranch('c0-answer');
    switchElsewhere('c0-question', 3_600_000);
    await settle();
    assert.equal(shown(), 'c0-question');
    assert.deepEqual(panel.notices, []);
  });

  it('says whose vote counts', async () => {
    host.answers['vote:cast'] = ({ verdict, requestId }) => {
      castVote(verdict, requestId);
      return { id: `vote ${verdict}` } as never;
    };
    await panel.client.request('vote:cast', { comparisonId: id, verdict: 'tie' });
    await settle();
    assert.deepEqual(panel.notices, []);
    castVote('all-bad', elsewhere);
    await settle();
    assert.match(panel.notices[0] ?? '', /judged anew elsewhere/);
  });
});
