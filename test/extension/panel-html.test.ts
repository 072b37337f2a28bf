import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { panelHtml } from '../../src/extension/panel-html.ts';

const html = panelHtml(
  'abai-app',
  { script: 'https://cdn/panel.js', codicons: 'https://cdn/codicon.css', cspSource: 'https://cdn' },
  'N0NCE',
);
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
    assert.deepEqual(tags, ['<script type="module" nonce="N0NCE" src="https://cdn/panel.js">']);
  });

  it('carries what is shown first as data that cannot end its block', () => {
    const content = { text: '</script><script>alert(1)</script><!--' };
    const assets = {
      script: 'https://cdn/panel.js',
      codicons: 'https://cdn/c.css',
      cspSource: 'https://cdn',
    };
    const page = panelHtml('abai-app', assets, 'N0NCE', { first: { id: 'one', content } });
    const block = /<script type="application\/json" id="abai-first-sight">([^<]*)<\/script>/.exec(page)?.[1];
    assert.deepEqual(JSON.parse(block ?? ''), { id: 'one', content });
    assert.equal(page.match(/<script/g)?.length, 2);
  });

  it('speaks English unless it is given words, and then says which language', () => {
    assert.match(html, /<html lang="en">/);
    assert.doesNotMatch(html, /abai-(?:words|sentences)/);
    const assets = { script: 'https://cdn/p.js', codicons: 'https://cdn/c.css', cspSource: 'https://cdn' };
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
    assert.ok(german.indexOf('abai-words') < german.indexOf('src="https://cdn/p.js"'));
  });

  it('is as strict with the page of a run', () => {
    const assets = { script: 'https://cdn/run.js', codicons: 'https://cdn/c.css', cspSource: 'https://cdn' };
    const page = panelHtml('abai-run-app', assets, 'N0NCE');
    assert.match(page, /<abai-run-app><\/abai-run-app>/);
    assert.equal(/Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1], policy);
  });
});
