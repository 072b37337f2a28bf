import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { ScriptedVotes } from './scripted-votes.ts';
import { findTooWide } from './too-wide.ts';

const id = 'comparison-1';
const references = ['openai:gpt-4o', 'demo:swift', 'anthropic:claude-sonnet-4'];
const telling = /openai|gpt|demo|swift|anthropic|claude|sonnet|0\.0012|286 tok|TTFT/iu;

/** All texts and attributes of the page, those inside components as well; styles name no models. */
function everything(): string {
  const found: string[] = [document.title];
  const visit = (node: Node): void => {
    if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return;
    if (node instanceof Text) found.push(node.data);
    if (node instanceof Element) {
      for (const { name, value } of node.attributes) found.push(`${name}=${value}`);
      if (node instanceof HTMLTextAreaElement) found.push(node.value);
      if (node.shadowRoot) visit(node.shadowRoot);
    }
    for (const child of node.childNodes) visit(child);
  };
  visit(document.body);
  return found.join('\n');
}

describe('webview: blind comparisons in a browser', function () {
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
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  /** Asks three models blindly; they are answering when this returns. */
  async function begin(options: PanelPageOptions = {}): Promise<void> {
    host.panelState = { draft: { prompt: 'Why?', models: references } };
    host.answers['comparison:start'] = ({ prompt }) =>
      host.put(makeDetail({ prompt, references, answers: (index) => ({ content: `Answer no. ${index}` }) }));
    panel = await PanelPage.open(browser, { host, ...options });
    await blindSwitch().click();
    await button('Compare').click();
    await panel.page.getByText('Answer no. 2').waitFor();
    // What the host wanted at first is what it wants no more.
    host.panelState = {};
  }

  const button = (name: string) => panel.page.getByRole('button', { name, exact: true });
  const blindSwitch = () =>
    panel.page.getByRole('switch', { name: 'Blind: hide the names of the models until you vote' });
  const titles = async () =>
    (await panel.page.locator('abai-column h2 > span:first-of-type').allTextContents()).map((title) =>
      title.trim(),
    );
  const texts = () =>
    panel.page
      .locator('abai-answer')
      .evaluateAll((answers) =>
        answers.map(
          (answer) =>
            answer.shadowRoot!.querySelector('abai-rich-text')!.shadowRoot!.querySelector('.text')!
              .textContent,
        ),
      );

  async function end(): Promise<void> {
    const warnings = [{ code: 'x', message: 'GPT-4o takes no temperature.' }];
    for (const thread of ['c0', 'c1', 'c2']) host.update(`${thread}-answer`, { ...finished, warnings });
    await button('Best: Answer A').waitFor();
  }

  it('tell nowhere who answers, from the first word to the vote', async () => {
    await begin();
    assert.doesNotMatch(await panel.page.evaluate(everything), telling);
    assert.deepEqual(await titles(), ['Answer A', 'Answer B', 'Answer C']);
    await end();
    await panel.page.getByRole('log').getByText('Answer A has answered.').waitFor();
    assert.doesNotMatch(await panel.page.evaluate(everything), telling);
    assert.match(await panel.page.evaluate(everything), /Answer no\. 1/u);
  });

  it('show the names in place with the vote, which is kept as a blind one', async () => {
    await begin();
    await end();
    const before = await texts();
    await button('Best: Answer B').click();
    await panel.page.getByText(/You chose .*, without knowing the names\./u).waitFor();
    const [vote] = votes.votes;
    assert.equal(vote!.blind, true);
    const chosen = Number(before[1]!.trim().at(-1));
    assert.equal(vote!.winner, references[chosen]);
    for (const name of ['GPT-4o', 'Swift', 'Claude Sonnet 4']) {
      await panel.page.locator('abai-column h2').getByText(name, { exact: true }).waitFor();
    }
    assert.deepEqual(await texts(), before, 'the columns stay where they were');
    assert.deepEqual(
      (await titles()).map((name) => name.toLowerCase().replaceAll(' ', '-')),
      before.map((text) => references[Number(text!.trim().at(-1))]!.split(':')[1]),
    );
    // Who has seen the names does not vote blindly any more.
    await button('Tie').click();
    await panel.page.getByText('You called it a tie.').waitFor();
    assert.equal(votes.votes[0]!.blind, false);
    await button('Take back').click();
    await panel.page.getByText('You called it').waitFor({ state: 'detached' });
    assert.match(await panel.page.evaluate(everything), /Claude Sonnet 4/u);
  });

  it('stay blind over a reload, and show the names on demand, for good', async () => {
    await begin();
    await end();
    const before = await texts();
    await panel.reload();
    await button('Best: Answer A').waitFor();
    assert.deepEqual(await texts(), before);
    assert.doesNotMatch(await panel.page.evaluate(everything), telling);
    await button('Show names').click();
    await button('Best: GPT-4o').waitFor();
    assert.equal(await button('Show names').count(), 0);
    await panel.reload();
    await button('Best: GPT-4o').click();
    await panel.page.getByText('You chose GPT-4o.').waitFor();
    assert.equal(votes.votes[0]!.blind, false);
  });

  it('end with a vote in another window', async () => {
    await begin();
    await end();
    votes.cast(id, 'winner', 'c0');
    await panel.page.getByText('You chose GPT-4o.').waitFor();
    assert.match(await panel.page.evaluate(everything), /Claude Sonnet 4/u);
  });

  it('keep all models when the question is asked again, and the switch until it is turned off', async () => {
    await begin();
    await end();
    await button('Edit prompt and compare again').click();
    await panel.page.getByText('Claude Sonnet 4').waitFor();
    const kept = (await panel.kept()) as { draft: { models: string[] }; blind: { wanted: boolean } };
    assert.deepEqual(kept.draft.models, references);
    assert.equal(kept.blind.wanted, true);
    await blindSwitch().click();
    assert.equal(((await panel.kept()) as typeof kept).blind.wanted, false);
  });

  for (const [name, theme, width] of [
    ['dark', 'dark', 1280],
    ['light', 'light', 1280],
    ['narrow', 'dark', 400],
  ] as const) {
    it(`fit their tab, ${name}`, async () => {
      await begin({ theme, size: { width, height: 800 } });
      await end();
      await panel.page.mouse.move(0, 0);
      await panel.screenshot(`blind-${name}`);
      assert.deepEqual(await panel.page.evaluate(findTooWide), []);
    });
  }
});
