import assert from 'node:assert/strict';
import { comparisonDocument, threadDocument } from '../../webview/state/thread-document.ts';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { toolDetail } from './tool-fixtures.ts';

function twoTurns() {
  const detail = makeDetail({
    references: ['demo:swift', 'demo:prose'],
    prompt: 'Why?',
    comparison: { name: 'Why  is\nthat?', system: 'Be brief.\n\nBe kind.' },
    answers: (index) => ({ ...finished, content: `Because ${index}.` }),
  });
  detail.messages.c0!.push(
    question('c0', 'And then?', { id: 'q2' }),
    answer('c0', { id: 'a2', status: 'cancelled', content: 'Then\n\n```ts\nlet a = 1;' }),
  );
  return detail;
}

describe('webview: a thread as a document', () => {
  it('has every question and answer in order, with the system prompt', () => {
    const { comparison, messages } = twoTurns();
    assert.equal(
      threadDocument(comparison, comparison.threads[0]!, messages.c0!),
      `# Why is that?

Model: Swift

System prompt:

> Be brief.
>
> Be kind.

## You

Why?

## Swift

Because 0.

## You

And then?

## Swift

Then

\`\`\`ts
let a = 1;
\`\`\`

*This answer was stopped here.*
`,
    );
  });

  it('names the tools that were called', () => {
    const { comparison, messages } = toolDetail();
    const text = threadDocument(comparison, comparison.threads[2]!, messages.c2!);
    assert.match(
      text,
      /^Tools:\n\n- `read_file \{"path":"src\/greet\.py"\}`: ran\n- `read_file .*`: failed\n/m,
    );
    assert.match(text, /^- `search_text .*`: denied$/m);
    const waiting = threadDocument(comparison, comparison.threads[0]!, messages.c0!);
    assert.match(waiting, /: did not run$/m);
  });

  it('has what the questions carry, each text once', () => {
    const { comparison, messages } = makeDetail({ references: ['demo:swift', 'demo:prose'], prompt: 'Why?' });
    const range = { startLine: 9, startCharacter: 0, endLine: 23, endCharacter: 1 };
    const code = {
      kind: 'text' as const,
      name: 'src/a.ts',
      hash: 'a',
      bytes: 1,
      tokens: 1,
      languageId: 'typescript',
      range,
    };
    const image = {
      kind: 'image' as const,
      name: 'x`y.png',
      hash: 'b',
      bytes: 1,
      mimeType: 'image/png' as const,
    };
    for (const id of ['c0', 'c1']) messages[id] = [question(id, 'Why?', { attachments: [code, image] })];
    const text = comparisonDocument(comparison, messages, new Map([['a', 'let a = `x`;']]));
    const named = 'Attached: `src/a.ts:10-24`';
    assert.ok(
      text.includes(
        `### You\n\nWhy?\n\n${named}\n\n\`\`\`typescript\nlet a = \`x\`;\n\`\`\`\n\nAttached: \`x'y.png\``,
      ),
    );
    assert.equal(text.split(named).length, 3, 'named in each thread');
    assert.equal(text.split('let a').length, 2, 'written once');
  });

  it('has every thread of a comparison under its model', () => {
    const { comparison, messages } = twoTurns();
    const text = comparisonDocument(comparison, messages);
    const headings = text.split('\n').filter((line) => /^#+ /.test(line));
    assert.deepEqual(headings, [
      '# Why is that?',
      '## Swift',
      '### You',
      '### Answer',
      '### You',
      '### Answer',
      '## Prose',
      '### You',
      '### Answer',
    ]);
    assert.ok(text.indexOf('Because 0.') < text.indexOf('Because 1.'));
  });

  it('closes only code blocks that are open', () => {
    const { comparison } = makeDetail();
    const shown = (content: string) =>
      threadDocument(comparison, comparison.threads[0]!, [
        answer('c0', { status: 'complete', content }),
      ]).split('## Swift\n\n')[1];
    for (const whole of ['```\na\n```', '~~~~\n```\n~~~~', '```` a\n```\n`````', '``` not `a fence', 'a']) {
      assert.equal(shown(whole), `${whole}\n`, whole);
    }
    assert.equal(shown('~~~~\n```\n~~~'), '~~~~\n```\n~~~\n~~~~\n');
    assert.equal(shown('```\na\n``` ts\n'), '```\na\n``` ts\n```\n');
  });

  it('names the sources, and why there is no answer', () => {
    const { comparison } = makeDetail();
    const text = threadDocument(comparison, comparison.threads[0]!, [
      answer('c0', {
        status: 'complete',
        content: 'See there.',
        citations: [
          { url: 'https://example.com/a b', title: 'A [great] one' },
          { url: 'https://example.com/' },
        ],
      }),
      answer('c0', {
        id: 'a2',
        status: 'failed',
        error: { code: 'auth', message: 'OpenAI refused the key.', retryable: false },
      }),
    ]);
    assert.ok(
      text.includes('- [A \\[great\\] one](<https://example.com/a b>)\n- [https://example.com/]'),
      text,
    );
    assert.ok(text.endsWith('## Swift\n\n*OpenAI refused the key.*\n'), text);
  });
});
