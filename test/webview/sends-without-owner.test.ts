import assert from 'node:assert/strict';
import { type Link, openLink } from '../../src/gateway/link.ts';
import { connectPage } from '../../src/gateway/page-session.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import { migrations } from '../../src/store/migrations/all.ts';
import { Panel } from '../../webview/state/panel.ts';
import { FakeLog, FakeVault } from '../gateway/fake-backend.ts';
import { Fleet, type Worker } from '../gateway/process-fleet.ts';
import { testBackend } from '../gateway/test-backend.ts';
import type { LoopbackServer } from '../providers/servers/loopback.ts';
import { startOpenAiServer } from '../providers/servers/openai.ts';
import { LinkedWebview } from './linked-page.ts';

const models = ['openai:gpt-4o', 'openai:gpt-4o-mini'];
const key = 'sk-of-this-window-only';

async function until(what: () => boolean, name: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!what()) {
    if (Date.now() > end) throw new Error(`Not in time: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A panel of one window, while another window's process owns the data folder and is killed. */
describe('a panel whose owner is gone', function () {
  this.timeout(60_000);
  let fleet: Fleet;
  let server: LoopbackServer;
  let owner: Worker;
  let link: Link;
  let webview: LinkedWebview;
  let panel: Panel;

  beforeEach(async () => {
    fleet = new Fleet();
    server = await startOpenAiServer({
      key,
      answer: (_request, prompt) => ({
        text: ['Said ', 'once.'],
        ...(prompt.includes('[long]') ? { gapMs: 60_000 } : {}),
      }),
    });
    owner = fleet.spawn({ backend: 'real', schemaVersion: migrations.length });
    await owner.ready();
    const log = new FakeLog();
    link = await openLink({
      dataDir: fleet.dataDir,
      kind: 'window',
      clientId: 'window-of-the-panel',
      vault: new FakeVault({ openai: key }),
      endpoints: () => ({ openai: { baseUrl: server.url } }),
      openBackend: testBackend('real', fleet.dataDir, log),
      schemaVersion: migrations.length,
      productVersion: 'test',
      log,
    });
    assert.equal(link.role, 'client');
    const workbench = { 'panel:state': async () => ({}), 'panel:showing': async () => ({}) };
    webview = new LinkedWebview({ connect: (page) => connectPage(page, link, workbench, log) });
    panel = await load();
    panel.edit({ prompt: 'First?', models });
    await panel.send();
    await until(() => panel.view.kind === 'showing' && !panel.generating, 'the first answers');
  });
  afterEach(async () => {
    await link.close();
    await fleet.dispose();
    await server.close();
  });

  async function load(): Promise<Panel> {
    const { client, port } = webview.load();
    const loaded = new Panel(client, port, () => undefined);
    await loaded.start();
    return loaded;
  }

  function threads(): (readonly Message[])[] {
    return panel.view.kind === 'showing'
      ? Object.values(panel.view.live.messages)
      : assert.fail(panel.view.kind);
  }

  /** How often each model was asked this, by the server's own record. */
  function asked(prompt: string): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { body } of server.requests) {
      if (!JSON.stringify(body?.input ?? body?.messages?.at(-1) ?? '').includes(prompt)) continue;
      counts[body.model] = (counts[body.model] ?? 0) + 1;
    }
    return counts;
  }
  const once = { 'gpt-4o': 1, 'gpt-4o-mini': 1 };

  const kill = (): void => void owner.child.kill('SIGKILL');

  async function assertSentOnce(): Promise<void> {
    await until(() => !panel.sending && !panel.generating, 'the answers');
    assert.equal(link.role, 'owner');
    assert.deepEqual(asked('Second?'), once);
    for (const thread of threads()) {
      assert.deepEqual(
        thread.map(({ role, content, status }) => [role, content, status]),
        [
          ['user', 'First?', 'complete'],
          ['assistant', 'Said once.', 'complete'],
          ['user', 'Second?', 'complete'],
          ['assistant', 'Said once.', 'complete'],
        ],
      );
    }
    assert.equal(panel.problem, undefined);
    assert.equal(panel.draft.prompt, '');
  }

  it('shows the question meanwhile and sends it once to the next owner', async () => {
    panel.edit({ prompt: 'Second?' });
    kill();
    await owner.exited;
    const sent = panel.send();
    assert.ok(threads().every((thread) => thread.at(-1)!.content === 'Second?'));
    assert.equal(panel.sending, true);
    await sent;
    await assertSentOnce();
  });

  it('sends it once when the owner dies with the request on its way', async () => {
    panel.edit({ prompt: 'Second?' });
    const sent = panel.send();
    // Between the press and the answer: what the owner has done of it by now is left to chance.
    await new Promise((resolve) => setImmediate(resolve));
    kill();
    await sent;
    await until(() => !panel.generating, 'the answers');
    const calls = Object.values(asked('Second?'));
    assert.ok(
      calls.every((count) => count === 1),
      JSON.stringify(asked('Second?')),
    );
    for (const thread of threads()) {
      assert.equal(thread.filter(({ content }) => content === 'Second?').length, 1);
      assert.equal(thread.length, 4);
    }
  });

  it('sends it once when its page goes away too and comes back', async () => {
    panel.edit({ prompt: 'Second?' });
    kill();
    await owner.exited;
    void panel.send();
    panel = await load();
    await assertSentOnce();
  });

  it('does not ask again for what the owner was being answered when it died', async () => {
    panel.edit({ prompt: 'Second? [long]' });
    await panel.send();
    await until(() => Object.keys(asked('Second?')).length === 2, 'both calls');
    kill();
    await until(() => !panel.generating, 'the interruption');
    await until(() => link.role === 'owner', 'the next owner');
    assert.deepEqual(asked('Second?'), once);
    for (const thread of threads()) {
      assert.deepEqual(
        thread.slice(2).map(({ content, status }) => [content.slice(0, 7), status]),
        [
          ['Second?', 'complete'],
          [thread.at(-1)!.content.slice(0, 7), 'interrupted'],
        ],
      );
    }
  });
});
