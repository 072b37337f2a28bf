import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { t } from '../../webview/words/translate.ts';
import { readSources } from '../harness/architecture.ts';
import { assertTranslated, type Texts } from '../harness/translated.ts';
import { root } from './build-panel.ts';
import { scanWords } from './scan-words.ts';

/** What the scan takes for words and is none: by file, with the text. */
const noWords: Record<string, readonly string[] | 'everything'> = {
  // Key words of programming languages.
  'webview/render/highlight.ts': 'everything',
  'webview/components/composer-options/composer-options.ts': [
    'placeholder="{"type": "object", "properties": {"answer": {"type": "number"}}}"',
  ],
  'webview/components/composer/composer.ts': ['Mac'],
  'webview/components/composer/dropped-files.ts': ['Files'],
  'webview/components/plot/picture.ts': [
    'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  ],
  'webview/components/plot/plot.ts': ['color-mix(in srgb, currentColor …%, transparent)'],
  'webview/components/run-grid/cell-view.ts': [
    'cell input awaited',
    'cell input',
    'cell untaken',
    'cell awaited',
    'cell …',
    'badge ok',
    'badge bad',
  ],
  'webview/components/run-grid/header-view.ts': ['codicon codicon-…', 'row …', 'cell name …', 'cell sum …'],
  'webview/components/run-grid/run-grid.ts': ['more codicon codicon-ellipsis'],
  'webview/components/run-setup/prompt-section.ts': ['placeholder="{{image}}"'],
  'webview/components/run-setup/schema-field.ts': [
    'placeholder="{"type": "object", "properties": {"answer": {"type": "number"}}, "required": ["answer"]}"',
  ],
  'webview/components/run-setup/start-bar.ts': ['Mac'],
  'webview/render/markdown.ts': ['noopener noreferrer'],
  'webview/render/rich-text-view.ts': ['block plain', 'block code……'],
};

/** Words that German has taken over. */
const alike = [
  'Code',
  'Diff',
  'Filter',
  'Prompt',
  'Prompt {0}',
  'Regex',
  'Seed',
  'System: {0}',
  'Text',
  '{0}: {1}',
];

const files = readSources(['webview']).map(({ path: file, text }) => ({ file, ...scanWords(text) }));

describe("the pages' words", () => {
  it('all go through t', () => {
    for (const { file, bare } of files) {
      const known = noWords[file] ?? [];
      const left = known === 'everything' ? [] : bare.filter((text) => !known.includes(text));
      assert.deepEqual(left, [], `${file} has words that do not go through t(…)`);
    }
  });

  it('are all there in German', () => {
    const german: Texts = JSON.parse(readFileSync(path.join(root, 'data/l10n/webview.de.json'), 'utf8'));
    const keys = new Set(files.flatMap(({ keys: found }) => found));
    assertTranslated(Object.fromEntries([...keys].map((key) => [key, key])), german, alike);
  });

  it('stand in the order of the alphabet, each once', () => {
    const json = readFileSync(path.join(root, 'data/l10n/webview.de.json'), 'utf8');
    const keys = [...json.matchAll(/^ {2}("(?:[^"\\]|\\.)*"):/gm)].map(
      ([, key]) => JSON.parse(key!) as string,
    );
    assert.deepEqual(keys, Object.keys(sorted(JSON.parse(json))));
  });
});

function sorted(texts: Texts): Texts {
  const order = new Intl.Collator('en').compare;
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => order(a, b) || (a < b ? -1 : 1)));
}

describe('t', () => {
  it('fills in values where they belong, and writes numbers as people do', () => {
    assert.equal(t('Retry'), 'Retry');
    assert.equal(t('{1} of {0}, {1}', 12_345, '$&'), '$& of 12,345, $&');
  });
});

/** What stands for a value in a template literal of a source that is scanned. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: that is what it is for.
const x = '${x}';

describe('the scan of the pages for words', () => {
  const bareOf = (source: string) => scanWords(source).bare;

  it('finds text between tags, in attributes that people read, and in expressions', () => {
    assert.deepEqual(bareOf(`html\`<p class="a b">Some ${x} text</p>\``), ['Some … text']);
    assert.deepEqual(bareOf(`html\`<a title="Go on" aria-label=${x} href="x y">${x}</a>\``), [
      'title="Go on"',
    ]);
    const chosen = ['title', 'class'].map((name) => `${name}=${x.replace('x', "on ? 'Go on' : t('Stop')")}`);
    assert.deepEqual(bareOf(`html\`<b ${chosen.join(' ')}></b>\``), ['Go on']);
    assert.deepEqual(bareOf(`const text = \`${x} rows are there\`;`), ['… rows are there']);
    assert.deepEqual(bareOf("const text = 'Done';"), ['Done']);
  });

  it('leaves out what machines read', () => {
    for (const source of [
      "import a from 'some words here';",
      "throw new Error('What a developer reads');",
      "if (event.key === 'Some thing') done();",
      'const look = css`.some words { color: red }`;',
      "const x = y['Some words'];",
      `html\`<p id="some words">${x} ms · A-B/AI</p>\``,
    ]) {
      assert.deepEqual(bareOf(source), [], source);
    }
  });

  it('collects keys, each one literal', () => {
    assert.deepEqual(scanWords(`t('One {0}', n); html\`${x.replace('x', "t('Two')")}\``), {
      keys: ['One {0}', 'Two'],
      bare: [],
    });
    assert.deepEqual(bareOf('t(text)').length, 1);
    assert.deepEqual(bareOf(`t(\`One ${x}\`)`).length, 1);
  });
});
