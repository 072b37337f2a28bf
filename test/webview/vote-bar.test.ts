import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { ScriptedVotes } from './scripted-votes.ts';
import { findTooWide } from './too-wide.ts';

const id = 'comparison-1';

describe('webview: the vote bar', function () {
  this.timeout(30_000);
  let browser: Browser;
  let host: ScriptedHost;
  let votes: ScriptedVotes;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(() => {
    host = new ScriptedHost();
    votes = new ScriptedVotes(host);
    host.panelState = { comparisonId: id };
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  async function open(
    options: PanelPageOptions = {},
    answers: NonNullable<Parameters<typeof makeDetail>[0]>['answers'] = () => ({
      ...finished,
      content: 'An answer.',
    }),
  ): Promise<void> {
    host.put(makeDetail({ answers }));
    panel = await PanelPage.open(browser, { host, ...options });
    await panel.page.locator('abai-column').first().waitFor();
  }

  const choice = (name: string) => panel.page.getByRole('button', { name, exact: true });
  const pressed = (name: string) =>
    panel.page.getByRole('button', { name, exact: true, pressed: true }).waitFor();
  const bar = () => panel.page.getByRole('region', { name: 'Vote' });

  it('comes when the last answer is over, and goes while one more is asked for', async () => {
    await open({}, (index) => (index === 2 ? { content: 'Half' } : { ...finished, content: 'An answer.' }));
    await panel.page.getByText('Answering…', { exact: true }).waitFor();
    assert.equal(await panel.page.locator('abai-vote-bar').count(), 0);
    host.update('c2-answer', finished);
    await choice('Best: Swift').waitFor();
    for (const name of ['Best: Prose', 'Best: Bullets', 'Tie', 'All bad']) await choice(name).waitFor();
    host.add(id, question('c0', 'And now?', { id: 'q2', parentId: 'c0-answer' }));
    host.add(id, answer('c0', { id: 'a2', parentId: 'q2' }));
    await bar().waitFor({ state: 'detached' });
  });

  it('votes by keyboard, changes its mind, and takes the vote back', async () => {
    await open();
    await choice('Best: Prose').focus();
    await panel.page.keyboard.press('Enter');
    await bar().getByRole('status').filter({ hasText: 'You chose Prose.' }).waitFor();
    await pressed('Best: Prose');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Space');
    await bar().getByText('You called it a tie.').waitFor();
    await pressed('Tie');
    assert.equal(await panel.page.locator('abai-vote-bar [aria-pressed=true]').count(), 1);
    await choice('All bad').click();
    await bar().getByText('You found all bad.').waitFor();
    await choice('Take back').click();
    await bar().getByText('You found').waitFor({ state: 'detached' });
    assert.equal(await panel.page.locator('abai-vote-bar [aria-pressed=true]').count(), 0);
    assert.deepEqual(
      host.asked('vote:cast').map(({ requestId: _, ...params }) => params),
      [
        { comparisonId: id, verdict: 'winner', conversationId: 'c1', blind: false },
        { comparisonId: id, verdict: 'tie', blind: false },
        { comparisonId: id, verdict: 'all-bad', blind: false },
      ],
    );
    assert.deepEqual(votes.votes, []);
    await choice('Best: Swift').click();
    await pressed('Best: Swift');
    await choice('Best: Swift').click();
    await bar().getByText('You chose').waitFor({ state: 'detached' });
    assert.deepEqual(votes.votes, []);
  });

  it('knows after a reload what was voted, and hears of votes in other windows', async () => {
    await open();
    await choice('Best: Bullets').click();
    await bar().getByText('You chose Bullets.').waitFor();
    await panel.reload();
    await bar().getByText('You chose Bullets.').waitFor();
    await pressed('Best: Bullets');
    votes.cast(id, 'winner', 'c0');
    await bar().getByText('You chose Swift.').waitFor();
    host.publish({
      type: 'vote:withdrawn',
      data: { voteId: votes.votes[0]!.id, comparisonId: id },
    });
    await bar().getByText('You chose').waitFor({ state: 'detached' });
    // A vote on something else is no concern of this panel.
    host.publish({
      type: 'vote:cast',
      data: { vote: { ...votes.votes[0]!, id: 'other', comparisonId: 'other', verdict: 'tie' } },
    });
    await panel.page.waitForTimeout(50);
    assert.equal(await bar().getByText('You').count(), 0);
  });

  it('lets an earlier vote stand and asks anew about the answers to a follow-up', async () => {
    await open();
    await choice('Tie').click();
    await bar().getByText('You called it a tie.').waitFor();
    for (const thread of ['c0', 'c1', 'c2']) {
      host.add(id, question(thread, 'And now?', { id: `${thread}-q2`, parentId: `${thread}-answer` }));
      host.add(
        id,
        answer(thread, { ...finished, id: `${thread}-a2`, parentId: `${thread}-q2`, content: 'Another.' }),
      );
    }
    await bar().getByText('You called it').waitFor({ state: 'detached' });
    await choice('Best: Swift').click();
    await bar().getByText('You chose Swift.').waitFor();
    assert.equal(votes.votes.length, 2);
  });

  it('says why a vote did not count, and offers to look again for votes that could not be loaded', async () => {
    host.answers['vote:list'] = () => {
      throw new AbaiError('store', 'The disk is full.');
    };
    await open();
    await bar().getByRole('alert').filter({ hasText: 'The disk is full.' }).waitFor();
    new ScriptedVotes(host);
    await choice('Try again').click();
    await bar().getByRole('alert').waitFor({ state: 'detached' });
    host.answers['vote:cast'] = () => {
      throw new AbaiError('conflict', 'Wait until all answers are there.');
    };
    await choice('Tie').click();
    await bar().getByRole('alert').filter({ hasText: 'Wait until all answers are there.' }).waitFor();
    assert.equal(await panel.page.locator('abai-vote-bar [aria-pressed=true]').count(), 0);
  });

  it('offers only those that were asked the newest question', async () => {
    await open();
    await choice('Best: Swift').waitFor();
    for (const column of ['c0', 'c2']) {
      const [asked, said] = [`${column}-q2`, `${column}-a2`];
      host.add(id, question(column, 'And now?', { id: asked, parentId: `${column}-answer`, timestamp: 5 }));
      host.add(id, answer(column, { ...finished, id: said, parentId: asked, content: 'Now this.' }));
    }
    await choice('Best: Prose').waitFor({ state: 'detached' });
    for (const name of ['Best: Swift', 'Best: Bullets']) await choice(name).waitFor();
    await choice('Best: Bullets').click();
    await bar().getByText('You chose Bullets.').waitFor();
    assert.deepEqual(votes.votes[0]?.messageIds.toSorted(), ['c0-a2', 'c2-a2']);
  });

  it('lets nothing win that is empty, and does not come when there is nothing to choose from', async () => {
    const error = { code: 'provider' as const, message: 'No network.', retryable: true };
    await open({}, (index) =>
      index === 0 ? { status: 'failed', error } : { ...finished, content: 'An answer.' },
    );
    await choice('Best: Swift').waitFor();
    assert.equal(await choice('Best: Swift').isDisabled(), true);
    assert.equal(await choice('Best: Prose').isDisabled(), false);
    host.update('c1-answer', { status: 'failed', content: '', error });
    host.update('c2-answer', { status: 'failed', content: '', error });
    await bar().waitFor({ state: 'detached' });
  });

  for (const [name, theme, width] of [
    ['dark', 'dark', 1280],
    ['light', 'light', 1280],
    ['high-contrast', 'high-contrast', 1280],
    ['narrow', 'dark', 400],
  ] as const) {
    it(`fits its tab, ${name}`, async () => {
      await open({ theme, size: { width, height: 800 } });
      await choice('Best: Prose').click();
      await bar().getByText('You chose Prose.').waitFor();
      await panel.page.mouse.move(0, 0);
      await panel.screenshot(`vote-bar-${name}`);
      assert.deepEqual(await panel.page.evaluate(findTooWide), []);
    });
  }
});
