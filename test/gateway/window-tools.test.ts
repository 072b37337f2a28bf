import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Link, openLink } from '../../src/gateway/link.ts';
import type { ChatStateView } from '../../src/protocol/chat.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { ScriptedTools } from '../backend/scripted-tools.ts';
import { FakeLog, FakeVault } from './fake-backend.ts';
import { testBackend } from './test-backend.ts';

/** Windows that share a data folder, each with its own tools; the first owns the data. */
describe('tools of several windows', function () {
  this.timeout(60_000);
  let dataDir: string;
  let links: Link[];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'abai-tools-'));
    links = [];
  });
  afterEach(async () => {
    for (const link of links) await link.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function window(name: string, tools: ScriptedTools | undefined): Promise<Link> {
    const log = new FakeLog();
    const link = await openLink({
      dataDir,
      kind: tools ? 'window' : 'cli',
      clientId: `client-${name}`,
      vault: new FakeVault(),
      endpoints: () => ({}),
      ...(tools ? { tools } : {}),
      openBackend: testBackend('real', dataDir, log),
      schemaVersion: 1000,
      productVersion: 'test',
      log,
      tuning: { guardMs: 50, callerMs: 2000, retryMs: 200 },
    });
    links.push(link);
    return link;
  }

  async function asked(link: Link): Promise<string> {
    const { comparison } = await link.request('comparison:start', {
      prompt: 'Read the file a.ts',
      models: ['demo:swift'],
      tools: ['read_file'],
    });
    return comparison.threads[0]!.conversationId;
  }

  async function inState(link: Link, conversationId: string, name: string): Promise<ChatStateView> {
    for (;;) {
      const state = await link.request('chat:state', { conversationId });
      if (state.state === name) return state;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function approve(link: Link, conversationId: string): Promise<void> {
    const { calls } = await inState(link, conversationId, 'awaiting_tool_approval');
    const decisions = calls.map(({ id }) => ({ callId: id, decision: 'once' as const }));
    await link.request('chat:approve-tools', { conversationId, decisions });
  }

  async function ran(tools: ScriptedTools, count: number) {
    while (tools.runs.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
    return tools.runs.at(-1)!;
  }

  it('run in the window that asked, whoever approves and whoever owns the data', async () => {
    const [ofOwner, ofClient] = [new ScriptedTools(), new ScriptedTools()];
    const owner = await window('owner', ofOwner);
    const client = await window('client', ofClient);
    assert.deepEqual([owner.role, client.role], ['owner', 'client']);
    const conversationId = await asked(client);
    await approve(owner, conversationId);
    (await ran(ofClient, 1)).give({ content: 'From the client.' });
    await inState(owner, conversationId, 'idle');
    assert.equal(ofOwner.runs.length, 0);
    const messages = await owner.request('messages:list', { conversationId });
    assert.equal(messages[1]!.toolResults![0]!.content, 'From the client.');
  });

  it('are asked again by the next owner, in the window of who approves then', async () => {
    const [ofFirst, ofSecond] = [new ScriptedTools(), new ScriptedTools()];
    const first = await window('first', ofFirst);
    const second = await window('second', ofSecond);
    const conversationId = await asked(first);
    await approve(first, conversationId);
    await ran(ofFirst, 1);
    await first.close();
    const stranded = await inState(second, conversationId, 'awaiting_tool_approval');
    assert.equal(stranded.calls[0]!.result, undefined);
    assert.equal(ofSecond.runs.length, 0);
    await approve(second, conversationId);
    (await ran(ofSecond, 1)).give({ content: 'From the second.' });
    await inState(second, conversationId, 'idle');
  });

  it('are not there on a command line', async () => {
    await window('owner', new ScriptedTools());
    const commandLine = await window('cli', undefined);
    await assert.rejects(
      asked(commandLine),
      (error: unknown) => error instanceof AbaiError && /VS Code window/.test(error.message),
    );
  });
});
