import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { Panel } from '../../webview/state/panel.ts';
import { emptyDraft } from '../../webview/state/saved-state.ts';
import { answer, defaultReferences, finished, makeDetail } from './fixtures.ts';
import { LinkedWebview } from './linked-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const id = 'comparison-1';

async function openPanel(host: ScriptedHost, webview = new LinkedWebview(host)) {
  const { client, port } = webview.load();
  const panel = new Panel(client, port, () => undefined);
  await panel.start();
  return { panel, webview, client };
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done(); tries++) {
    assert.ok(tries < 1000, 'it never happened');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function textOf(panel: Panel, conversationId = 'c0'): string | undefined {
  return panel.view.kind === 'showing'
    ? panel.view.live.messages[conversationId]?.at(-1)?.content
    : undefined;
}

describe('webview: panel', () => {
  let host: ScriptedHost;
  beforeEach(() => {
    host = new ScriptedHost();
  });

  describe('at the start', () => {
    it('shows what the host wants', async () => {
      host.put(makeDetail({ answers: () => ({ content: 'Half' }) }));
      host.panelState = { comparisonId: id };
      const { panel, webview } = await openPanel(host);
      assert.equal(textOf(panel), 'Half');
      await until(() => host.asked('panel:showing').length > 0);
      assert.deepEqual(host.asked('panel:showing'), [
        { comparisonId: id, title: 'What makes a good code review?' },
      ]);
      assert.equal((webview.kept as { comparisonId: string }).comparisonId, id);
    });

    it('else what the last page kept', async () => {
      host.put(makeDetail());
      const webview = new LinkedWebview(host);
      webview.kept = { comparisonId: id, draft: { prompt: 'and now', models: [] } };
      const { panel } = await openPanel(host, webview);
      assert.equal(panel.view.kind, 'showing');
      assert.equal(panel.draft.prompt, 'and now');
    });

    it('shows what the host wrote into the page before anything was answered, then what is true', async () => {
      host.put(makeDetail({ answers: () => ({ content: 'Half and more' }) }));
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      host.answers['comparison:get'] = async ({ comparisonId }) => {
        await held;
        return host.detail(comparisonId);
      };
      const webview = new LinkedWebview(host);
      const detail = makeDetail({ answers: () => ({ content: 'Half' }) });
      webview.sight = { id: 'sight-1', content: { state: { comparisonId: id }, detail } };
      const { client, port } = webview.load();
      const panel = new Panel(client, port, () => undefined);
      const started = panel.start();
      await until(() => textOf(panel) === 'Half');
      release();
      await started;
      assert.equal(textOf(panel), 'Half and more');
      assert.deepEqual(host.asked('panel:state'), []);
    });

    it('shows it once: a page made again from the same text asks for what is true', async () => {
      host.put(makeDetail({ answers: () => ({ content: 'All of it' }) }));
      host.panelState = { comparisonId: id };
      const webview = new LinkedWebview(host);
      const detail = makeDetail({ answers: () => ({ content: 'Half' }) });
      webview.sight = { id: 'sight-1', content: { state: { comparisonId: id }, detail } };
      await openPanel(host, webview);
      const { client, port } = webview.load();
      const seen = new Set<string | undefined>();
      const again: Panel = new Panel(client, port, () => seen.add(textOf(again)));
      await again.start();
      assert.equal(textOf(again), 'All of it');
      assert.equal(seen.has('Half'), false);
    });

    it('keeps the words to a comparison that the host names', async () => {
      host.put(makeDetail());
      host.panelState = { comparisonId: id };
      const webview = new LinkedWebview(host);
      webview.kept = { comparisonId: id, draft: { prompt: 'and now', models: [] } };
      assert.equal((await openPanel(host, webview)).panel.draft.prompt, 'and now');
      webview.kept = { comparisonId: 'another', draft: { prompt: 'not here', models: [] } };
      assert.equal((await openPanel(host, webview)).panel.draft.prompt, '');
    });

    it('else an empty composer', async () => {
      const { panel } = await openPanel(host);
      assert.equal(panel.view.kind, 'compose');
      assert.deepEqual(host.asked('panel:showing'), [{ title: 'New Comparison' }]);
    });

    it('names models that no longer exist and leaves them out', async () => {
      host.panelState = { draft: { prompt: 'p', models: ['demo:swift', 'openai:gone', 'grok:gone'] } };
      const { panel } = await openPanel(host);
      assert.deepEqual(panel.draft.models, ['demo:swift']);
      assert.deepEqual(panel.notices, [
        'The models openai:gone, grok:gone no longer exist. They were left out.',
      ]);
      panel.dismissNotice(panel.notices[0]!);
      assert.deepEqual(panel.notices, []);
    });

    it('says so when the comparison is gone, and tries again', async () => {
      host.panelState = { comparisonId: id };
      const { panel } = await openPanel(host);
      assert.deepEqual(panel.view.kind === 'failed' && panel.view.failure.code, 'not-found');
      host.put(makeDetail());
      await panel.reopen();
      assert.equal(panel.view.kind, 'showing');
    });

    it('composes without the list of models, but says that it is missing', async () => {
      host.answers['models:get-all'] = () => {
        throw new AbaiError('unavailable', 'The catalogue does not open.');
      };
      const { panel } = await openPanel(host);
      assert.equal(panel.view.kind, 'compose');
      assert.equal(panel.problem?.message, 'The catalogue does not open.');
    });
  });

  describe('composing', () => {
    it('starts a comparison with all that was written, and shows it', async () => {
      const source = { uri: 'file:///a.ts' };
      host.panelState = { draft: { prompt: ' Why? ', system: 'Short.', models: defaultReferences, source } };
      host.answers['comparison:start'] = ({ prompt }) => host.put(makeDetail({ prompt }));
      const { panel, webview } = await openPanel(host);
      await panel.send();
      const [{ requestId, comparisonId, models, ...params } = {}] = host.asked('comparison:start');
      assert.ok(requestId && comparisonId);
      assert.deepEqual(
        (models as { model: string }[]).map(({ model }) => model),
        defaultReferences,
      );
      assert.deepEqual(params, { prompt: ' Why? ', system: 'Short.', source });
      assert.equal(panel.view.kind, 'showing');
      assert.equal(panel.draft.prompt, '');
      assert.equal((webview.kept as { comparisonId: string }).comparisonId, id);
      await until(() => host.asked('panel:showing').at(-1)?.comparisonId === id);
    });

    it('misses nothing that streams before the answer to the start', async () => {
      host.panelState = { draft: { prompt: 'Why?', models: defaultReferences } };
      host.answers['comparison:start'] = ({ prompt }) => {
        const detail = structuredClone(host.put(makeDetail({ prompt })));
        host.stream('c0-answer', 'Because');
        host.update('c1-answer', { ...finished, content: 'Done' });
        return { ...detail, seq: detail.seq };
      };
      const { panel } = await openPanel(host);
      await panel.send();
      assert.equal(textOf(panel), 'Because');
      assert.equal(textOf(panel, 'c1'), 'Done');
    });

    it('keeps the draft when it could not start, and says why', async () => {
      host.panelState = { draft: { prompt: 'Why?', models: ['demo:swift'] } };
      host.answers['comparison:start'] = () => {
        throw new AbaiError('store', 'The disk is full.');
      };
      const { panel } = await openPanel(host);
      await panel.send();
      assert.equal(panel.view.kind, 'compose');
      assert.equal(panel.problem?.message, 'The disk is full.');
      assert.equal(panel.draft.prompt, 'Why?');
      assert.equal(panel.sending, false);
      panel.edit({ prompt: 'Why not?' });
      assert.equal(panel.problem, undefined);
    });

    it('sends nothing empty', async () => {
      const { panel } = await openPanel(host);
      panel.edit({ prompt: '  \n' });
      await panel.send();
      assert.deepEqual(host.asked('comparison:start'), []);
    });

    it('takes the picked models, and keeps them when the picker is dismissed', async () => {
      const { panel } = await openPanel(host);
      host.pickedModels = ['demo:prose'];
      await panel.pickModels();
      assert.deepEqual(panel.draft.models, ['demo:prose']);
      host.pickedModels = null;
      await panel.pickModels();
      assert.deepEqual(panel.draft.models, ['demo:prose']);
      assert.deepEqual(host.asked('workbench:pick-models'), [{ selected: [] }, { selected: ['demo:prose'] }]);
    });

    it('tells the window of a model that is taken out, so that nothing new begins with it', async () => {
      const { panel } = await openPanel(host);
      panel.edit({ models: ['demo:prose', 'openai:gpt-4o'] });
      panel.removeModel('openai:gpt-4o');
      assert.deepEqual(panel.draft.models, ['demo:prose']);
      while (host.asked('workbench:leave-out-model').length === 0) await new Promise(setImmediate);
      assert.deepEqual(host.asked('workbench:leave-out-model'), [
        { model: 'openai:gpt-4o', use: 'comparison' },
      ]);
      assert.equal(panel.problem, undefined);
    });

    it('keeps a draft for the next page', async () => {
      const { panel, webview } = await openPanel(host);
      panel.edit({ prompt: 'half a thou' });
      panel.keep();
      const { panel: next } = await openPanel(host, webview);
      assert.equal(next.draft.prompt, 'half a thou');
    });
  });

  describe('showing', () => {
    async function show(options = {}) {
      host.put(makeDetail(options));
      host.panelState = { comparisonId: id };
      return openPanel(host);
    }

    it('streams, and says when an answer ends', async () => {
      const { panel } = await show();
      assert.equal(panel.streams, 3);
      host.stream('c0-answer', 'Hello');
      host.update('c0-answer', { ...finished });
      host.update('c1-answer', { ...finished });
      await until(() => panel.streams === 1);
      assert.equal(textOf(panel), 'Hello');
      assert.deepEqual(panel.announcements, [
        { id: 1, text: 'Swift has answered with 286 tokens.' },
        { id: 2, text: 'Prose has answered with 286 tokens.' },
      ]);
    });

    it('stops one, stops all, asks again', async () => {
      const { panel } = await show();
      await panel.messages.stop('c0-answer');
      await panel.stopAll();
      await panel.messages.retry('c1-answer');
      assert.deepEqual(
        host.asked('chat:cancel').map(({ requestId: _, ...params }) => params),
        [{ messageId: 'c0-answer' }, { comparisonId: id }],
      );
      assert.equal(host.asked('chat:retry')[0]?.messageId, 'c1-answer');
    });

    it('says why something did not happen, but not that it was cancelled', async () => {
      const { panel } = await show();
      host.answers['chat:retry'] = () => {
        throw new AbaiError('conflict', 'It is still being answered.');
      };
      await panel.messages.retry('c0-answer');
      assert.equal(panel.problem?.code, 'conflict');
      panel.dismissProblem();
      host.answers['chat:retry'] = () => {
        throw new AbaiError('cancelled', 'Cancelled.');
      };
      await panel.messages.retry('c0-answer');
      assert.equal(panel.problem, undefined);
    });

    it('asks again once there is a key', async () => {
      const { panel } = await show();
      await panel.setKey('anthropic', 'c0-answer');
      assert.deepEqual(host.asked('chat:retry'), []);
      host.keySaved = true;
      await panel.setKey('anthropic', 'c0-answer');
      assert.equal(host.asked('chat:retry')[0]?.messageId, 'c0-answer');
    });

    it('sends one more turn to all, and clears what was written', async () => {
      const { panel } = await show({ answers: () => finished });
      host.answers['comparison:send'] = ({ comparisonId }) => {
        host.add(comparisonId, answer('c0', { id: 'second', parentId: 'c0-answer' }));
        return host.detail(comparisonId);
      };
      panel.edit({ prompt: 'And then?' });
      await panel.send();
      const [{ requestId: _, questionIds, ...params } = {}] = host.asked('comparison:send');
      assert.deepEqual(params, { comparisonId: id, content: 'And then?' });
      assert.deepEqual(Object.keys(questionIds as object), ['c0', 'c1', 'c2']);
      assert.equal(panel.draft.prompt, '');
      assert.equal(panel.view.kind === 'showing' && panel.view.live.messages.c0?.length, 3);
    });

    it('sends one more turn only to models that still exist, and names the others', async () => {
      const { panel } = await show({ references: ['demo:swift', 'openai:gone'], answers: () => finished });
      host.answers['comparison:send'] = ({ comparisonId }) => host.detail(comparisonId);
      panel.edit({ prompt: 'And then?' });
      await panel.send();
      assert.deepEqual(host.asked('comparison:send')[0]?.conversationIds, ['c0']);
      assert.deepEqual(panel.notices, ['The model openai:gone no longer exists. It was left out.']);
    });

    it('hands texts to the window', async () => {
      const { panel } = await show();
      await panel.window.copy('a');
      await panel.window.openDocument('c');
      await panel.window.openExternal('https://example.com/');
      assert.deepEqual(host.asked('clipboard:write'), [{ text: 'a' }]);
      assert.deepEqual(host.asked('editor:open-document'), [{ content: 'c', languageId: 'markdown' }]);
      assert.deepEqual(host.asked('workbench:open-external'), [{ url: 'https://example.com/' }]);
    });

    it('follows a new name, the deletion and its undoing', async () => {
      const { panel } = await show();
      const { comparison } = host.detail(id);
      host.publish({ type: 'comparison:updated', data: { comparison: { ...comparison, name: 'Reviews' } } });
      await until(() => host.asked('panel:showing').length === 2);
      assert.equal(host.asked('panel:showing')[1]?.title, 'Reviews');
      host.publish({ type: 'comparison:deleted', data: { comparisonId: id, projectId: 'p' } });
      await until(() => panel.view.kind === 'deleted');
      host.publish({ type: 'comparison:created', data: { comparison } });
      await until(() => panel.view.kind === 'showing');
    });

    it('loads everything again when the data was replaced', async () => {
      const { panel } = await show();
      const before = host.asked('comparison:get').length;
      host.publish({ type: 'data:replaced', data: {} });
      await until(() => host.asked('comparison:get').length === before + 1);
      await until(() => panel.view.kind === 'showing');
    });

    it('begins anew with the same models, or with the same prompt', async () => {
      const { panel } = await show({ prompt: 'Why?', comparison: { system: 'Short.' } });
      const comparison = panel.view.kind === 'showing' ? panel.view.live.comparison : assert.fail();
      panel.reuse(comparison);
      assert.equal(panel.view.kind, 'compose');
      assert.deepEqual(panel.draft, {
        ...emptyDraft,
        prompt: 'Why?',
        system: 'Short.',
        models: defaultReferences,
      });
      panel.newComparison();
      assert.deepEqual(panel.draft, { ...emptyDraft, models: defaultReferences });
    });

    it('begins a new comparison with the system prompt of the project', async () => {
      const { panel } = await show();
      const settings = { systemPrompt: 'Answer in one word.' };
      host.answers['project:get'] = () => ({
        ...{ id: 'p', name: 'Words', description: '', createdAt: 0, lastUsed: 0 },
        settings,
      });
      panel.newComparison();
      await until(() => panel.draft.system === 'Answer in one word.');
      panel.edit({ system: 'Mine.' });
      const before = host.asked('project:get').length;
      panel.newComparison();
      panel.edit({ system: 'Written meanwhile.' });
      await until(() => host.asked('project:get').length > before);
      await new Promise((resolve) => setTimeout(resolve));
      assert.equal(panel.draft.system, 'Written meanwhile.');
    });

    it('reads the models again when they or the settings change', async () => {
      await show();
      const before = host.asked('models:get-all').length;
      host.publish({ type: 'models:changed', data: {} });
      host.publish({ type: 'settings:changed', data: { keys: [] } });
      await until(() => host.asked('models:get-all').length === before + 2);
    });
  });
});
