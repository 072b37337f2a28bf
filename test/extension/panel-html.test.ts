import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { describe, it } from 'mocha';
import { panelHtml } from '../../src/extension/panel-html.ts';

const assets = { folder: 'https://cdn/webview', script: 'panel.js', cspSource: 'https://cdn' };
const html = panelHtml('abai-app', assets, 'N0NCE');
const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

describe("the panel's page", () => {
  it('allows nothing by default, no eval and no inline code', () => {
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe-eval|unsafe-inline|\*/);
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1];
    assert.equal(scripts, "'nonce-N0NCE' 'strict-dynamic'");
  });

  it('shows only images that it was given', () => {
    assert.equal(/img-src ([^;]*)/.exec(policy)?.[1], 'data:');
  });

  it('gives its one script the nonce', () => {
    const tags = html.match(/<script[^>]*>/g) ?? [];
    assert.deepEqual(tags, ['<script type="module" nonce="N0NCE" src="panel.js">']);
    assert.match(html, /<base href="https:\/\/cdn\/webview\/">/);
  });

  it('holds its files when they are given, with the address by which tools know the script', () => {
    const inline = { code: 'start()', codicons: '.codicon {}', next: ['markdown.js'] };
    const page = panelHtml('abai-app', { ...assets, inline }, 'N0NCE');
    assert.deepEqual(page.match(/<script[\s\S]*?<\/script>/g), [
      '<script type="module" nonce="N0NCE">start()\n//# sourceURL=https://cdn/webview/panel.js</script>',
    ]);
    assert.match(page, /<style nonce="N0NCE">.codicon {}<\/style>/);
    assert.doesNotMatch(page, /rel="stylesheet"/);
    assert.match(page, /<link rel="modulepreload" href="markdown.js" nonce="N0NCE">/);
  });

  it('holds code that no text in it can end', () => {
    const code =
      'const texts = ["</script><script>", `<!-- </SCRIPT`, /<!--/u.source]; globalThis.found = texts;';
    const page = panelHtml('abai-app', { ...assets, inline: { code, codicons: '', next: [] } }, 'N0NCE');
    const script = /<script type="module" nonce="N0NCE">([\s\S]*?)<\/script>/i.exec(page)?.[1] ?? '';
    assert.doesNotMatch(script, /<!--/);
    const context: { found?: string[] } = {};
    runInNewContext(script, context);
    assert.deepEqual([...(context.found ?? [])], ['</script><script>', '<!-- </SCRIPT', '\\x3c!--']);
  });

  it('carries what is shown first as data that cannot end its block', () => {
    const content = { text: '</script><script>alert(1)</script><!--' };
    const page = panelHtml('abai-app', assets, 'N0NCE', { first: { id: 'one', content } });
    const block = /<script type="application\/json" id="abai-first-sight">([^<]*)<\/script>/.exec(page)?.[1];
    assert.deepEqual(JSON.parse(block ?? ''), { id: 'one', content });
    assert.equal(page.match(/<script/g)?.length, 2);
  });

  it('speaks English unless it is given words, and then says which language', () => {
    assert.match(html, /<html lang="en">/);
    assert.doesNotMatch(html, /abai-(?:words|sentences)/);
    const words = {
      language: 'de',
      json: JSON.stringify({ '</script>': '„Ende“' }),
      sentences: JSON.stringify({ '<{0}> is no tag.': '<{0}> ist kein Tag.' }),
    };
    const german = panelHtml('abai-app', assets, 'N0NCE', { words });
    assert.match(german, /<html lang="de">/);
    const block = (id: string) =>
      new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`).exec(german)?.[1] ?? '';
    assert.deepEqual(JSON.parse(block('abai-words')), { '</script>': '„Ende“' });
    assert.deepEqual(JSON.parse(block('abai-sentences')), { '<{0}> is no tag.': '<{0}> ist kein Tag.' });
    assert.ok(german.indexOf('abai-words') < german.indexOf('src="panel.js"'));
  });

  it('is as strict with the page of a run', () => {
    const page = panelHtml('abai-run-app', { ...assets, script: 'run.js' }, 'N0NCE');
    assert.match(page, /<abai-run-app><\/abai-run-app>/);
    assert.equal(/Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1], policy);
  });
});
