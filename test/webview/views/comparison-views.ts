import { answer, finished, makeDetail, question } from '../fixtures.ts';
import { ScriptedHost } from '../scripted-host.ts';
import { ScriptedVotes } from '../scripted-votes.ts';
import { toolDetail } from '../tool-fixtures.ts';
import type { View, Views } from './view.ts';

export const markdown = `A good review does three things: it **catches defects**, keeps the code *readable*, and spreads knowledge.

## What to look for

1. Correctness: does it do what the change says?
2. Tests: would they fail without the change?
3. Names and \`structure\`.

\`\`\`ts
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
\`\`\`

> Small changes get better reviews.

| Size | Defects found |
|---|---:|
| < 200 lines | 87 % |
| > 1000 lines | 28 % |

- [x] read it twice
- [ ] say what is good, too

See [the guide](https://example.com/review).`;

const system =
  'You are a senior engineer who answers briefly and to the point, and never praises without reason.';
const source = {
  uri: 'file:///home/ada/src/parse.ts',
  range: { startLine: 9, startCharacter: 0, endLine: 23, endCharacter: 0 },
};
const id = 'comparison-1';

/** A page that its host was prepared for. */
function hosted(prepare: (host: ScriptedHost) => void, rest: Omit<View, 'host'> = {}): View {
  return {
    host() {
      const host = new ScriptedHost();
      new ScriptedVotes(host);
      prepare(host);
      return host;
    },
    ...rest,
  };
}

/** A page that shows a comparison. */
function showing(options: Parameters<typeof makeDetail>[0], rest: Omit<View, 'host'> = {}): View {
  return hosted((host) => {
    host.put(makeDetail(options));
    host.panelState = { comparisonId: id };
  }, rest);
}

const states = [
  { status: 'generating' as const, content: 'Half an answer that is still\n\n- arriving\n- word by wo' },
  { status: 'interrupted' as const, content: 'This was cut when the window was rel' },
  { status: 'cancelled' as const, content: 'Stopped in the middle of' },
  {
    status: 'failed' as const,
    error: {
      code: 'auth' as const,
      message: 'Anthropic refused the API key (401). Set a valid key and send again.',
      retryable: false,
    },
  },
  { status: 'generating' as const },
];

export const comparisonViews: Views = {
  compose: hosted((host) => {
    host.panelState = {
      draft: { prompt: '', models: ['demo:swift', 'openai:gpt-4o', 'anthropic:claude-sonnet-4'] },
    };
  }),
  'compose-filled': hosted((host) => {
    const models = ['demo:swift', 'openai:gpt-4o', 'openai:gone'];
    host.panelState = { draft: { prompt: 'Explain this.\n\nThen name it.', system, models, source } };
  }),
  'compose-all': hosted(
    (host) => {
      host.panelState = {
        draft: {
          prompt: 'Why?',
          system: 'Be brief.',
          models: ['demo:swift', 'openai:gpt-4o'],
          attachments: [
            { kind: 'text', name: 'src/a.ts', hash: 'a'.repeat(64), bytes: 1800, tokens: 432 },
            { kind: 'image', name: 'b.png', hash: 'b'.repeat(64), bytes: 1800, mimeType: 'image/png' },
          ],
          parameters: { temperature: 0.5 },
          own: { 'openai:gpt-4o': { seed: 1 } },
          schema: '{"type":',
        },
      };
    },
    {
      async act(page) {
        await page.locator('abai-composer vscode-toolbar-button[icon=settings]').click();
        await page.locator('abai-composer-options').waitFor();
      },
    },
  ),
  loading: hosted(
    (host) => {
      host.answers['comparison:get'] = () => new Promise(() => undefined);
      host.panelState = { comparisonId: id };
    },
    { loading: true, act: (page) => page.locator('.late').waitFor() },
  ),
  compare: showing({
    answers: (index) => ({
      ...finished,
      content: markdown,
      ...[
        { cost: 0.0012, costBasis: 'exact' as const },
        { cost: 0.0183, costBasis: 'estimated' as const, thinking: 'Let me think about reviews.' },
        { cost: 0, costBasis: 'free' as const },
      ][index],
    }),
  }),
  'compare-two': showing({
    references: ['demo:swift', 'anthropic:claude-sonnet-4'],
    answers: () => ({ ...finished, content: markdown }),
  }),
  streaming: showing({
    answers: (index) =>
      [
        { status: 'generating' as const, content: `${markdown.slice(0, 420)}` },
        { status: 'generating' as const, content: '', thinking: 'Let me think about reviews first.' },
        { ...finished, content: markdown },
      ][index]!,
  }),
  states: showing({
    references: ['openai:gpt-4o', 'demo:prose', 'demo:bullets', 'anthropic:claude-sonnet-4', 'demo:swift'],
    answers: (index) => states[index]!,
  }),
  conversation: hosted((host) => {
    const detail = makeDetail({
      references: ['demo:swift', 'demo:prose'],
      prompt: 'Explain this code and propose a better name for each function.\n'.repeat(9),
      comparison: { system, source },
      answers: () => ({ ...finished, content: 'A first answer.' }),
    });
    const warnings = [{ code: 'x', message: 'Swift does not take a temperature; it was left out.' }];
    for (const thread of ['c0', 'c1']) {
      detail.messages[thread]!.push(
        question(thread, 'And in one sentence?', { id: `${thread}-2`, parentId: `${thread}-answer` }),
        answer(thread, {
          ...finished,
          id: `${thread}-3`,
          parentId: `${thread}-2`,
          content: 'In one sentence: **do less**.',
          warnings,
        }),
      );
    }
    host.put(detail);
    host.panelState = { comparisonId: id };
  }),
  'eight-columns': showing({
    references: Array.from({ length: 8 }, (_, index) => `openai-compatible:lab/model-${index}-instruct`),
    answers: () => ({ ...finished, content: markdown }),
  }),
  'long-words': showing({
    prompt: 'w'.repeat(4000),
    answers: () => ({
      ...finished,
      content: `${'A'.repeat(400)}\n\n${'`'}${'b'.repeat(400)}${'`'}\n\n${'https://example.com/'.repeat(20)}`,
    }),
  }),
  tools: hosted((host) => {
    host.put(toolDetail());
    host.panelState = { comparisonId: id };
  }),
  gone: hosted((host) => {
    host.panelState = { comparisonId: 'gone' };
  }),
  deleted: showing(
    { answers: () => ({ ...finished, content: markdown }) },
    {
      async act(page, host) {
        await page.locator('abai-column').first().waitFor();
        host.publish({ type: 'comparison:deleted', data: { comparisonId: id, projectId: 'p' } });
        await page.locator('main.centre vscode-button').first().waitFor();
      },
    },
  ),
  voted: hosted(
    (host) => {
      host.put(makeDetail({ answers: () => ({ ...finished, content: 'An answer.' }) }));
      host.panelState = { comparisonId: id };
      new ScriptedVotes(host).cast(id, 'winner', 'c1');
    },
    { act: (page) => page.locator('abai-vote-bar .voted').waitFor() },
  ),
  blind: showing(
    { answers: () => ({ ...finished, content: markdown }) },
    { kept: { comparisonId: id, blind: { wanted: true, comparisonId: id, revealed: false } } },
  ),
};
