import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { panelHtml } from '../../src/extension/panel-html.ts';

const html = panelHtml(
  'abai-app',
  { script: 'https://cdn/panel.js', codicons: 'https://cdn/codicon.css', cspSource: 'https://cdn' },
  'N0NCE',
  'en',
);
const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

describe("the panel's page", () => {
  it('allows nothing by default, no eval and no inline code', () => {
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe-eval|unsafe-inline|\*/);
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1];
    assert.equal(scripts, "'nonce-N0NCE' 'strict-dynamic'");
  });

  it('gives its one script the nonce', () => {
    const tags = html.match(/<script[^>]*>/g) ?? [];
    assert.deepEqual(tags, ['<script type="module" nonce="N0NCE" src="https://cdn/panel.js">']);
  });

  it('lets the page of a run draw pictures of its own, and load none', () => {
    const assets = { script: 'https://cdn/run.js', codicons: 'https://cdn/c.css', cspSource: 'https://cdn' };
    const page = panelHtml('abai-run-app', assets, 'N0NCE', 'en');
    assert.match(page, /<abai-run-app><\/abai-run-app>/);
    assert.equal(/img-src ([^;"]*)/.exec(page)?.[1], 'blob: data:');
    assert.doesNotMatch(html, /img-src/);
  });
});
