import assert from 'node:assert/strict';
import { Panel } from '../../webview/state/panel.ts';
import { isChoice, pressed, recipients } from '../../webview/state/recipients.ts';
import { finished, makeDetail } from './fixtures.ts';
import { LinkedWebview } from './linked-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const { threads } = makeDetail().comparison;
const ids = (chosen: readonly string[] | undefined) =>
  recipients(threads, chosen).map(({ conversationId }) => conversationId);

describe('webview: recipients of a follow-up', () => {
  it('are all, unless some were chosen', () => {
    assert.deepEqual(ids(undefined), ['c0', 'c1', 'c2']);
    assert.deepEqual(ids(['c2', 'c0']), ['c0', 'c2']);
    assert.equal(isChoice(threads, undefined), false);
    assert.equal(isChoice(threads, ['c1']), true);
  });

  it('are all again when nothing is left of the choice', () => {
    assert.deepEqual(ids(['of another comparison']), ['c0', 'c1', 'c2']);
    assert.equal(isChoice(threads, ['of another comparison']), false);
    assert.deepEqual(pressed(threads, ['of another comparison'], 'c1'), ['c1']);
  });

  it('are pressed one after the other, and taken away', () => {
    const one = pressed(threads, undefined, 'c1');
    assert.deepEqual(one, ['c1']);
    const two = pressed(threads, one, 'c0');
    assert.deepEqual(ids(two), ['c0', 'c1']);
    assert.deepEqual(pressed(threads, two, 'c1'), ['c0']);
    assert.equal(pressed(threads, ['c0'], 'c0'), undefined);
  });

  it('get the turn, and are still chosen for the next one and after a reload', async () => {
    const host = new ScriptedHost();
    host.put(makeDetail({ answers: () => finished }));
    host.panelState = { comparisonId: 'comparison-1' };
    host.answers['comparison:send'] = ({ comparisonId }) => host.detail(comparisonId);
    const webview = new LinkedWebview(host);
    const { client, port } = webview.load();
    const panel = new Panel(client, port, () => undefined);
    await panel.start();
    panel.edit({ prompt: 'Only you two', to: ['c2', 'c0'] });
    await panel.send();
    panel.edit({ prompt: 'And you' });
    await panel.send();
    assert.deepEqual(
      host.asked('comparison:send').map(({ conversationIds }) => conversationIds),
      [
        ['c0', 'c2'],
        ['c0', 'c2'],
      ],
    );
    panel.keep();
    const next = webview.load();
    const again = new Panel(next.client, next.port, () => undefined);
    await again.start();
    assert.deepEqual(again.draft.to, ['c2', 'c0']);
    again.newComparison();
    assert.equal(again.draft.to, undefined);
  });

  it('leave out a chosen model that no longer exists, but not the choice', async () => {
    const host = new ScriptedHost();
    host.put(
      makeDetail({ references: ['demo:swift', 'openai:gone', 'demo:prose'], answers: () => finished }),
    );
    host.panelState = { comparisonId: 'comparison-1' };
    host.answers['comparison:send'] = ({ comparisonId }) => host.detail(comparisonId);
    const { client, port } = new LinkedWebview(host).load();
    const panel = new Panel(client, port, () => undefined);
    await panel.start();
    panel.edit({ prompt: 'You two', to: ['c0', 'c1'] });
    await panel.send();
    assert.deepEqual(host.asked('comparison:send')[0]?.conversationIds, ['c0']);
    assert.deepEqual(panel.notices, ['The model openai:gone no longer exists. It was left out.']);
  });
});
