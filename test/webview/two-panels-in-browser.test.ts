import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { createRpcClient } from '../../src/gateway/client.ts';
import { createConnectionPair } from '../../src/gateway/connection-pair.ts';
import { connectPage, type Page as HostPage } from '../../src/gateway/page-session.ts';
import { serve } from '../../src/gateway/serve.ts';
import type { Client } from '../../src/protocol/client.ts';
import { end, text, World } from '../backend/world.ts';
import { FakeLog } from '../gateway/fake-backend.ts';
import { PanelPage, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

/** A window on a real back end. */
class WindowHost extends ScriptedHost {
  readonly client: Client;
  /** What every send waits for. */
  held: Promise<void> | undefined;
  readonly #comparisonId: () => string;

  constructor(client: Client, comparisonId: () => string) {
    super();
    this.client = client;
    this.#comparisonId = comparisonId;
  }

  override connect(page: HostPage): { dispose(): void } {
    const workbench = {
      'panel:state': async () => ({ comparisonId: this.#comparisonId() }),
      'panel:showing': async () => ({}),
    };
    const client: Client = {
      ...this.client,
      request: async (method, params, signal) => {
        if (method === 'comparison:send') {
          this.requests.push({ method, params: params as Record<string, unknown> });
          await this.held;
        }
        return this.client.request(method, params, signal);
      },
    };
    return connectPage(page, client, workbench, new FakeLog());
  }
}

/** All that a person reads, whichever element draws it; what is said to screen readers depends on when a panel opened. */
function wordsOfPage(): string {
  const words: string[] = [];
  const read = (node: Node): void => {
    if (node instanceof Text) words.push(node.data.trim());
    if (node instanceof Element && node.matches('style, [role=log]')) return;
    if (node instanceof Element && node.shadowRoot) read(node.shadowRoot);
    for (const child of node.childNodes) read(child);
  };
  read(document.querySelector('abai-app')!);
  return words.filter((word) => word !== '').join('\n');
}

describe('webview: two panels in two windows on one comparison', function () {
  this.timeout(60_000);
  let browser: Browser;
  let world: World;
  let comparisonId = '';
  const closing: (() => void)[] = [];
  let first: PanelPage;
  let second: PanelPage;
  let asked = 0;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(async () => {
    world = await World.open();
    asked = 0;
    const { client } = window('window-0');
    const { comparison } = await client.request('comparison:start', {
      prompt: 'Which is better?',
      models: ['openai:one', 'openai:two'],
    });
    comparisonId = comparison.id;
    await answerAll('This one.', 2);
    [first, second] = (await Promise.all(
      ['window-1', 'window-2'].map((id) => PanelPage.open(browser, { host: window(id) })),
    )) as [PanelPage, PanelPage];
    await same(/This one\.[\s\S]*Which answer is best\?/);
  });
  afterEach(async () => {
    const problems = [...first.problems, ...second.problems];
    await Promise.all([first.close(), second.close()]);
    for (const close of closing.splice(0)) close();
    await world.dispose();
    assert.deepEqual(problems, []);
  });

  function window(clientId: string): WindowHost {
    const pair = createConnectionPair();
    const client = createRpcClient(pair.client);
    serve(pair.server, world.backend, { ...world.caller, clientId }, new FakeLog());
    pair.client.listen();
    pair.server.listen();
    closing.push(() => pair.close());
    return new WindowHost(client, () => comparisonId);
  }

  async function answerAll(says: string, calls: number): Promise<void> {
    for (let n = 0; n < calls; n++) {
      const call = await world.call(asked++);
      for (const word of says.split(/(?<= )/)) call.say(text(word));
      call.say(end);
    }
  }

  /** Both panels come to show the same, and this in it. */
  async function same(what: RegExp): Promise<void> {
    const until = Date.now() + 8000;
    for (;;) {
      const [one, other] = await Promise.all([first, second].map(({ page }) => page.evaluate(wordsOfPage)));
      if (one === other && what.test(one!)) return;
      if (Date.now() > until) {
        assert.equal(one, other);
        assert.match(one!, what);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const button = ({ page }: PanelPage, name: string | RegExp) => page.getByRole('button', { name });
  async function ask(panel: PanelPage, content: string): Promise<void> {
    const box = panel.page.getByRole('textbox', { name: 'Follow-up' });
    await box.fill(content);
    await box.press('Control+Enter');
  }

  it('show the same turn while it is answered and when it is over', async () => {
    await ask(first, 'And why?');
    const call = await world.call(asked);
    call.say(text('Half of '));
    world.clock.pass(200);
    await same(/And why\?[\s\S]*Half of/);
    await answerAll('the reason.', 2);
    await same(/Half of the reason\.[\s\S]*Which answer is best\?/);
  });

  it('show the vote that was cast last, and tell who was overruled', async () => {
    await button(first, 'Tie').click();
    await second.page.getByRole('button', { name: 'Tie', pressed: true }).waitFor();
    await button(second, 'All bad').click();
    await first.page.getByText('judged anew elsewhere').waitFor();
    await button(first, 'Dismiss').click();
    await first.page.getByRole('button', { name: 'All bad', pressed: true }).waitFor();
    await same(/All bad/);
  });

  it('show the branch that was chosen last, go on with it, and tell who was overruled', async () => {
    await button(first, /^Regenerate answer/)
      .first()
      .click();
    await answerAll('That one.', 1);
    await same(/That one\./);
    await button(second, /^Previous answer/).click();
    await first.page.getByText('chosen elsewhere').waitFor();
    await first.screenshot('overruled');
    await button(first, 'Dismiss').click();
    await same(/This one\.[\s\S]*This one\./);
    await ask(first, 'And why?');
    await answerAll('So.', 2);
    await same(/And why\?[\s\S]*So\./);
  });

  it('let one of two questions through and give the other one back', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const hosts = [first, second].map(({ host }) => host as WindowHost);
    for (const host of hosts) host.held = held;
    await Promise.all([ask(first, 'Asked by the first'), ask(second, 'Asked by the second')]);
    await world.until(() => hosts.every((host) => host.asked('comparison:send').length === 1));
    go();
    const refused = await Promise.any(
      [first, second].map(async (panel) => {
        await panel.page.getByText('still being answered').waitFor();
        return panel;
      }),
    );
    const lost = refused === first ? 'Asked by the first' : 'Asked by the second';
    const box = refused.page.getByRole('textbox', { name: 'Follow-up' });
    assert.equal(await box.inputValue(), lost);
    assert.equal(await refused.page.locator('abai-question .words', { hasText: lost }).count(), 0);
    // What is written anew takes the word of the failure away.
    await box.fill('');
    await answerAll('So.', 2);
    await same(/So\.[\s\S]*So\./);
    assert.equal(world.calls.length, 4);
  });

  it('show the same name, and the same end', async () => {
    const { client } = first.host as WindowHost;
    await client.request('comparison:rename', { comparisonId, name: 'A new name' });
    await client.request('comparison:delete', { comparisonId });
    await same(/“A new name” was deleted\./);
    await client.request('comparison:restore', { comparisonId });
    await same(/This one\.[\s\S]*Which answer is best\?/);
  });
});
