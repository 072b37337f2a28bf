import assert from 'node:assert/strict';
import type { Vote } from '../../src/protocol/votes.ts';
import { VoteFeed } from '../../webview/state/vote-feed.ts';
import { LinkedWebview } from './linked-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const comparisonId = 'comparison-1';

function vote(id: string, verdict: Vote['verdict'], messageIds = ['a', 'b']): Vote {
  return {
    id,
    comparisonId,
    projectId: 'p',
    prompt: 'Why?',
    verdict,
    models: ['demo:swift', 'demo:prose'],
    blind: false,
    messageIds,
    createdAt: 0,
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('webview: votes on one comparison', () => {
  let host: ScriptedHost;
  let feed: VoteFeed;

  beforeEach(async () => {
    host = new ScriptedHost();
    host.answers['vote:list'] = () => [];
    feed = new VoteFeed(new LinkedWebview(host).load().client, comparisonId, () => undefined);
    await settle();
  });
  afterEach(() => feed.stop());

  const shown = () => feed.votes?.map(({ id }) => id);
  const tell = (cast: Vote) => host.publish({ type: 'vote:cast', data: { vote: cast } });

  it('are one on the same answers: the last that was cast, though the answer to the first comes after it', async () => {
    host.answers['vote:cast'] = () => {
      const mine = vote('mine', 'tie');
      tell(mine);
      tell(vote('theirs', 'all-bad'));
      return mine;
    };
    await feed.cast({ verdict: 'tie', blind: false });
    await settle();
    assert.deepEqual(shown(), ['theirs']);
  });

  it('do not come back when another window has withdrawn them already', async () => {
    host.answers['vote:cast'] = () => {
      const mine = vote('mine', 'tie');
      tell(mine);
      host.publish({ type: 'vote:withdrawn', data: { voteId: 'mine', comparisonId } });
      return mine;
    };
    await feed.cast({ verdict: 'tie', blind: false });
    await settle();
    assert.deepEqual(shown(), []);
  });

  it('are there when only the answer tells of them, and beside those on other answers', async () => {
    tell(vote('earlier', 'tie', ['c', 'd']));
    host.answers['vote:cast'] = () => vote('mine', 'tie');
    await feed.cast({ verdict: 'tie', blind: false });
    await settle();
    assert.deepEqual(shown(), ['mine', 'earlier']);
  });
});
