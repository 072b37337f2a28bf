import { finished, makeDetail } from '../fixtures.ts';
import { ScriptedHost } from '../scripted-host.ts';
import { ScriptedVotes } from '../scripted-votes.ts';
import type { View, Views } from './view.ts';

const texts = [
  `A good review does three things: it **catches defects**, keeps the code *readable*, and spreads knowledge.

1. Correctness: does it do what the change says?
2. Tests: would they fail without the change?

Small changes get better reviews.`,
  `A good review does two things: it **finds defects** early, and spreads knowledge in the team.

1. Correctness: does it do what the author says?
2. Tests: do they fail without the change?
3. Names and structure.

Small changes get much better reviews!`,
  `Look at behaviour first, then at tests, then at names. Be kind, be quick, and say what is good.`,
];

const long = `An answer with a line that is long: ${'word '.repeat(80)}

${'`npm run a-very-long-script-name --with=options` '.repeat(4)}

\`\`\`ts
export const aLineOfCodeThatIsWiderThanItsColumn = await somethingThatIsCalled({ with: 'many', arguments: true });
\`\`\`

| Name | What it does | Since |
|---|---|---|
| first-setting | Something that needs a few words | 1.0 |
`;

const eight = [
  ...['demo:swift', 'anthropic:claude-sonnet-4', 'openai:gpt-4o-mini', 'demo:prose', 'openai:gpt-4o'],
  ...[
    'openai-compatible:a-server/a-model-with-a-name-that-has-no-end-70b-instruct',
    'demo:bullets',
    'demo:x',
  ],
];

/** Columns as a person has arranged them: what the page kept when it was left. */
function arranged(arrangement: object, many = false, act?: View['act']): View {
  return {
    host() {
      const host = new ScriptedHost();
      new ScriptedVotes(host);
      const answers = (index: number) =>
        index === 3 ? {} : { ...finished, content: many ? long : texts[index]! };
      host.put(makeDetail({ references: many ? eight : eight.slice(0, 4), answers }));
      return host;
    },
    kept: { comparisonId: 'comparison-1', arrangement },
    async act(page, host) {
      await page.locator('abai-column:visible').first().waitFor();
      await act?.(page, host);
    },
  };
}

export const columnViews: Views = {
  differences: arranged({ base: 'c0', agreement: true }, false, async (page) => {
    await page.locator('abai-answer-diff ins').first().waitFor({ state: 'attached' });
    await page.locator('abai-agreement-matrix table').waitFor();
  }),
  focus: arranged({ base: 'c0', focused: 'c1' }),
  collapsed: arranged({ collapsed: ['c1'], together: true }),
  eight: arranged({ widths: { c0: 220, c2: 420 }, order: ['c2', 'c0'] }, true),
};
