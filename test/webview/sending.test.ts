import assert from 'node:assert/strict';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Params } from '../../src/protocol/methods.ts';
import { Panel } from '../../webview/state/panel.ts';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { LinkedWebview } from './linked-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const id = 'comparison-1';
type Send = Params<'comparison:send'>;

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done(); tries++) {
    assert.ok(tries < 1000, 'it never happened');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('webview: what is on its way', () => {
  let host: ScriptedHost;
  let webview: LinkedWebview;
  /** How often the question stood in a thread, each time anything changed. */
  let counts: number[];
  let panel: Panel;

  beforeEach(async () => {
    host = new ScriptedHost();
    host.put(makeDetail({ answers: () => finished }));
    host.panelState = { comparisonId: id };
    webview = new LinkedWebview(host);
    counts = [];
    panel = await load();
  });

  async function load(): Promise<Panel> {
    const { client, port } = webview.load();
    const loaded: Panel = new Panel(client, port, () => counts.push(shownIn(loaded)));
    await loaded.start();
    return loaded;
  }

  function thread(of: Panel, conversationId = 'c0') {
    const { view } = of;
    return view.kind === 'showing' ? view.live.messages[conversationId]! : assert.fail(view.kind);
  }
  const shownIn = (of: Panel) =>
    of.view.kind === 'showing' && of.view.live.messages.c0
      ? thread(of).filter(({ content }) => content === 'And then?').length
      : 0;

  /** What the back end does with a send: the questions have the ids that they were given. */
  function store({ comparisonId, content, questionIds = {} }: Send): void {
    for (const [conversationId, questionId] of Object.entries(questionIds)) {
      const parentId = `${conversationId}-answer`;
      host.add(comparisonId, question(conversationId, content, { id: questionId, parentId }));
      host.add(comparisonId, answer(conversationId, { id: `next ${conversationId}`, parentId: questionId }));
    }
  }

  /** What the back end makes of a start. */
  function startedBy({ comparisonId, prompt, models }: Params<'comparison:start'>): ComparisonDetail {
    const detail = makeDetail({ id: comparisonId!, prompt });
    const named = models.map((asked) => (typeof asked === 'string' ? assert.fail() : asked));
    return {
      ...detail,
      comparison: {
        ...detail.comparison,
        threads: named.map(({ model, conversationId }) => ({
          conversationId: conversationId!,
          model,
          modelName: model,
        })),
      },
      messages: Object.fromEntries(
        named.map(({ conversationId, questionId }) => [
          conversationId!,
          [
            question(conversationId!, prompt, { id: questionId! }),
            answer(conversationId!, { parentId: questionId! }),
          ],
        ]),
      ),
    };
  }

  it('is shown at once, in each thread that is asked, and leaves the composer', async () => {
    const { opened, open } = gate();
    host.answers['comparison:send'] = async (params) => {
      await opened;
      store(params);
      return host.detail(id);
    };
    panel.edit({ prompt: 'And then?', to: ['c0', 'c2'] });
    const sent = panel.send();
    const last = ['c0', 'c1', 'c2'].map((conversationId) => thread(panel, conversationId).at(-1)!);
    assert.deepEqual(
      last.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.equal(last[2]!.content, 'And then?');
    assert.equal(panel.draft.prompt, '');
    assert.equal(panel.sending, true);
    const echo = thread(panel).at(-1)!;
    open();
    await sent;
    assert.deepEqual(
      thread(panel).map((message) => message.id),
      ['c0-question', 'c0-answer', echo.id, 'next c0'],
    );
    assert.equal(panel.sending, false);
    assert.equal(panel.draft.prompt, '');
  });

  describe('as a new comparison', () => {
    const draft = {
      prompt: 'Why?',
      system: 'Short.',
      models: ['demo:swift', 'demo:prose'],
    };
    const begun = () => (panel.view.kind === 'showing' ? panel.view.live : assert.fail(panel.view.kind));

    it('is shown at once with its models, and has the same ids when it has arrived', async () => {
      const { opened, open } = gate();
      host.answers['comparison:start'] = async (params) => {
        await opened;
        return host.put(startedBy(params));
      };
      host.panelState = { draft };
      panel = await load();
      const sent = panel.send();
      const echo = begun();
      assert.equal(echo.comparison.name, 'Why?');
      assert.deepEqual(
        echo.comparison.threads.map(({ model }) => model),
        draft.models,
      );
      const questions = Object.values(echo.messages).flat();
      assert.deepEqual(
        questions.map(({ role, content }) => [role, content]),
        [
          ['user', 'Why?'],
          ['user', 'Why?'],
        ],
      );
      assert.equal(panel.draft.prompt, '');
      panel.edit({ prompt: 'And then?' });
      open();
      await sent;
      assert.equal(panel.sending, false);
      const idsOf = ({ comparison, messages }: ReturnType<typeof begun>) => [
        comparison.id,
        ...comparison.threads.map(({ conversationId }) => conversationId),
        ...Object.values(messages).map(([first]) => first!.id),
      ];
      assert.deepEqual(idsOf(begun()), idsOf(echo));
      assert.equal(panel.draft.prompt, 'And then?', 'what was written meanwhile stays');
    });

    it('goes back into the composer whole when it is refused, before what was written since', async () => {
      const { opened, open } = gate();
      host.answers['comparison:start'] = async () => {
        await opened;
        throw new AbaiError('invalid', 'There is no such model.');
      };
      const parameters = { temperature: 0.5 };
      host.panelState = { draft: { ...draft, own: { 'demo:prose': parameters } } };
      panel = await load();
      const sent = panel.send();
      panel.edit({ prompt: 'And then?' });
      open();
      await sent;
      assert.equal(panel.view.kind, 'compose');
      assert.equal(panel.problem?.message, 'There is no such model.');
      const { prompt, system, models, own } = panel.draft;
      assert.deepEqual([prompt, system, models], ['Why?\n\nAnd then?', draft.system, draft.models]);
      assert.deepEqual(own, { 'demo:prose': parameters });
    });

    it('hides its names from the start when they are to be hidden', async () => {
      host.answers['comparison:start'] = () => new Promise(() => undefined);
      host.panelState = { draft };
      panel = await load();
      panel.setBlind(true);
      void panel.send();
      const names = begun().comparison.threads.map(({ modelName }) => modelName);
      assert.deepEqual(names, ['Answer A', 'Answer B']);
      assert.doesNotMatch(JSON.stringify(begun()), /swift|prose/i);
    });
  });

  const orders: Record<string, (params: Send) => Promise<void>> = {
    'when its events come before the answer': async (params) => {
      store(params);
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
    'when the answer comes before its events': async (params) => {
      const publish = host.publish.bind(host);
      const later: (() => void)[] = [];
      host.publish = (event) => void later.push(() => publish(event));
      store(params);
      host.publish = publish;
      setTimeout(() => {
        for (const tell of later) tell();
      }, 5);
    },
    'when its events were lost and everything is loaded again': async (params) => {
      const publish = host.publish.bind(host);
      host.publish = () => void host.seq++;
      store(params);
      host.publish = publish;
      host.publish({ type: 'models:changed', data: {} });
      await until(() => host.asked('comparison:get').length > 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
  for (const [when, act] of Object.entries(orders)) {
    it(`never stands there twice, nor is away, ${when}`, async () => {
      host.answers['comparison:send'] = async (params) => {
        await act(params);
        return host.detail(id);
      };
      panel.edit({ prompt: 'And then?' });
      counts = [];
      await panel.send();
      await until(() => thread(panel).some((message) => message.id === 'next c0'));
      await new Promise((resolve) => setTimeout(resolve, 10));
      counts.push(shownIn(panel));
      // Before the first change of the send itself there is nothing yet.
      const from = counts.indexOf(1);
      assert.ok(from >= 0 && from <= 1, String(counts));
      assert.deepEqual([...new Set(counts.slice(from))], [1]);
    });
  }

  it('is taken back with its words when another window was first', async () => {
    host.answers['comparison:send'] = () => {
      throw new AbaiError('conflict', 'This conversation is still being answered: wait or stop it first.');
    };
    panel.edit({ prompt: 'And then?' });
    const sent = panel.send();
    assert.equal(shownIn(panel), 1);
    await sent;
    assert.equal(shownIn(panel), 0);
    assert.equal(panel.draft.prompt, 'And then?');
    assert.match(panel.problem!.message, /still being answered/);
    assert.equal((webview.kept as { draft: { prompt: string } }).draft.prompt, 'And then?');
  });

  it('comes back in front of what was written meanwhile', async () => {
    const { opened, open } = gate();
    host.answers['comparison:send'] = async () => {
      await opened;
      throw new AbaiError('conflict', 'Not now.');
    };
    panel.edit({ prompt: 'And then?' });
    const sent = panel.send();
    panel.edit({ prompt: 'By the way' });
    open();
    await sent;
    assert.equal(panel.draft.prompt, 'And then?\n\nBy the way');
  });

  it('keeps its words when another window deletes the comparison', async () => {
    host.answers['comparison:send'] = () => {
      host.publish({ type: 'comparison:deleted', data: { comparisonId: id, projectId: 'p' } });
      throw new AbaiError('not-found', 'It may have been deleted.');
    };
    panel.edit({ prompt: 'And then?' });
    await panel.send();
    assert.equal(panel.view.kind, 'deleted');
    assert.equal(panel.draft.prompt, 'And then?');
    const { comparison } = host.detail(id);
    panel.reuse(comparison);
    assert.equal(panel.draft.prompt, `${comparison.prompt}\n\nAnd then?`);
  });

  it('keeps its words for a new comparison too', async () => {
    host.publish({ type: 'comparison:deleted', data: { comparisonId: id, projectId: 'p' } });
    panel.edit({ prompt: 'And then?' });
    await until(() => panel.view.kind === 'deleted');
    panel.newComparison();
    assert.equal(panel.draft.prompt, 'And then?');
    panel.newComparison();
    assert.equal(panel.draft.prompt, '');
  });

  it('goes out under the same ids when nobody knows whether it went', async () => {
    host.answers['comparison:send'] = () => {
      throw new AbaiError('unavailable', 'A-B/AI is closing.');
    };
    panel.edit({ prompt: 'And then?' });
    await panel.send();
    await panel.send();
    panel.edit({ prompt: 'And what then?' });
    await panel.send();
    const [first, second, third] = host.asked('comparison:send');
    assert.deepEqual(second, first);
    assert.notEqual(third!.requestId, first!.requestId);
  });

  describe('when its page goes away', () => {
    it('is asked again by the next page under the same ids, and shown meanwhile', async () => {
      const { opened, open } = gate();
      host.answers['comparison:send'] = async (params) => {
        await opened;
        if (!host.comparisons.get(id)!.messages.c0!.some(({ content }) => content === 'And then?'))
          store(params);
        return host.detail(id);
      };
      panel.edit({ prompt: 'And then?' });
      void panel.send();
      await until(() => host.asked('comparison:send').length === 1);
      const next = load();
      await until(() => host.asked('comparison:send').length === 2);
      open();
      panel = await next;
      const [first, second] = host.asked('comparison:send');
      assert.deepEqual(second, first);
      assert.equal(shownIn(panel), 1);
      assert.equal(panel.draft.prompt, '');
      assert.equal(panel.sending, false);
      assert.equal(Math.max(...counts), 1);
    });

    it('is not forgotten by a page that goes away before it has begun', async () => {
      host.answers['comparison:send'] = () => new Promise(() => undefined);
      panel.edit({ prompt: 'And then?' });
      void panel.send();
      await until(() => host.asked('comparison:send').length === 1);
      const { client, port } = webview.load();
      const brief = new Panel(client, port, () => undefined);
      void brief.start();
      brief.keep();
      assert.ok((webview.kept as { outgoing?: unknown }).outgoing);
    });

    it('gives its words back to the next page when it is refused', async () => {
      host.answers['comparison:send'] = () => new Promise(() => undefined);
      panel.edit({ prompt: 'And then?' });
      void panel.send();
      await until(() => host.asked('comparison:send').length === 1);
      host.answers['comparison:send'] = () => {
        throw new AbaiError('conflict', 'Not now.');
      };
      panel = await load();
      assert.equal(panel.draft.prompt, 'And then?');
      assert.equal(panel.problem?.message, 'Not now.');
      panel.keep();
      assert.equal((webview.kept as { outgoing?: unknown }).outgoing, undefined);
    });

    it('begins one comparison, not two', async () => {
      host.panelState = { draft: { prompt: 'Why?', models: ['demo:swift'] } };
      host.answers['comparison:start'] = () => new Promise(() => undefined);
      panel = await load();
      void panel.send();
      await until(() => host.asked('comparison:start').length === 1);
      host.panelState = {};
      host.answers['comparison:start'] = ({ prompt }) => host.put(makeDetail({ id: 'begun', prompt }));
      panel = await load();
      const [first, second] = host.asked('comparison:start');
      assert.deepEqual(second, first);
      assert.equal(panel.view.kind === 'showing' && panel.view.live.comparison.id, 'begun');
      assert.equal(panel.draft.prompt, '');
    });

    it('does not go out any more when that is long ago', async () => {
      host.answers['comparison:send'] = () => new Promise(() => undefined);
      panel.edit({ prompt: 'And then?' });
      void panel.send();
      await until(() => host.asked('comparison:send').length === 1);
      const kept = webview.kept as { outgoing: { at: number } };
      kept.outgoing.at -= 24 * 60 * 60_000;
      panel = await load();
      assert.equal(host.asked('comparison:send').length, 1);
      assert.equal(panel.draft.prompt, 'And then?');
      assert.equal(shownIn(panel), 0);
    });
  });
});
