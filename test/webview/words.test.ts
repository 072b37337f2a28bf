import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { t } from '../../webview/words/translate.ts';
import { readSources } from '../harness/architecture.ts';
import { assertTranslated, type Texts } from '../harness/translated.ts';
import { root } from './build-panel.ts';
import { scanWords } from './scan-words.ts';

/** Files of the pages whose words are English only. It gets shorter, never longer. */
const unconverted: readonly string[] = [
  'webview/render/code-header.ts',
  'webview/render/markdown.ts',
  'webview/state/announcements.ts',
  'webview/state/blind.ts',
  'webview/state/composer-desk.ts',
  'webview/state/metrics.ts',
  'webview/state/panel.ts',
  'webview/state/run-actions.ts',
  'webview/state/run-filter.ts',
  'webview/state/run-pace.ts',
  'webview/state/run-page.ts',
  'webview/state/run-setup-checks.ts',
  'webview/state/run-setup-data.ts',
  'webview/state/run-setup-estimate.ts',
  'webview/state/run-setup-form.ts',
  'webview/state/run-setup-numbers.ts',
  'webview/state/run-setup-schema.ts',
  'webview/state/run-setup.ts',
  'webview/state/run-words.ts',
  'webview/state/stage.ts',
  'webview/state/thread-document.ts',
  'webview/components/agreement-matrix/agreement-matrix.ts',
  'webview/components/answer/answer.ts',
  'webview/components/answer-diff/answer-diff.ts',
  'webview/components/app/app.ts',
  'webview/components/column/answer-figures.ts',
  'webview/components/column/column-head.ts',
  'webview/components/column/column.ts',
  'webview/components/columns/column-actions.ts',
  'webview/components/columns/columns.ts',
  'webview/components/composer/composer.ts',
  'webview/components/message-tools/message-tools.ts',
  'webview/components/model-chip/model-chip.ts',
  'webview/components/plot/picture.ts',
  'webview/components/plot/plot.ts',
  'webview/components/question/question.ts',
  'webview/components/recipients/recipients.ts',
  'webview/components/run-app/run-app.ts',
  'webview/components/run-detail/detail-words.ts',
  'webview/components/run-detail/run-detail.ts',
  'webview/components/run-grid/cell-view.ts',
  'webview/components/run-grid/grid-menus.ts',
  'webview/components/run-grid/header-view.ts',
  'webview/components/run-grid/run-grid.ts',
  'webview/components/run-header/run-header.ts',
  'webview/components/run-setup/checks-section.ts',
  'webview/components/run-setup/data-section.ts',
  'webview/components/run-setup/estimate-section.ts',
  'webview/components/run-setup/models-section.ts',
  'webview/components/run-setup/options-section.ts',
  'webview/components/run-setup/parameter-fields.ts',
  'webview/components/run-setup/preview.ts',
  'webview/components/run-setup/prompt-section.ts',
  'webview/components/run-setup/run-setup.ts',
  'webview/components/run-setup/schema-field.ts',
  'webview/components/run-setup/start-bar.ts',
  'webview/components/run-summary/checks-plot.ts',
  'webview/components/run-summary/cost-latency-plot.ts',
  'webview/components/run-summary/latency-plot.ts',
  'webview/components/run-summary/run-checks.ts',
  'webview/components/run-summary/run-summary.ts',
  'webview/components/run-summary/summary-table.ts',
  'webview/components/run-toolbar/filter-form.ts',
  'webview/components/run-toolbar/run-toolbar.ts',
  'webview/components/standings/ranking-plot.ts',
  'webview/components/standings/standings.ts',
  'webview/components/turn-banner/turn-banner.ts',
  'webview/components/vote-bar/vote-bar.ts',
];

/** What the scan takes for words and is none: by file, with the text. */
const noWords: Record<string, readonly string[]> = {};

const files = readSources(['webview']).map(({ path: file, text }) => ({ file, ...scanWords(text) }));

describe("the pages' words", () => {
  it('all go through t', () => {
    for (const { file, bare } of files) {
      const left = bare.filter((text) => !noWords[file]?.includes(text));
      if (unconverted.includes(file))
        assert.ok(left.length > 0, `${file} is converted: take it off the list`);
      else assert.deepEqual(left, [], `${file} has words that do not go through t(…)`);
    }
  });

  it('are all there in German', () => {
    const german: Texts = JSON.parse(readFileSync(path.join(root, 'data/l10n/webview.de.json'), 'utf8'));
    const keys = new Set(files.flatMap(({ keys: found }) => found));
    assertTranslated(Object.fromEntries([...keys].map((key) => [key, key])), german);
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
