import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'mocha';
import { dataDirectory } from '../../src/extension/data-directory.ts';
import { endpointsFromSetting } from '../../src/extension/endpoints.ts';

describe('endpoints from the setting', () => {
  it('takes what fits, without a trailing slash', () => {
    const endpoints = endpointsFromSetting({
      openai: { baseUrl: ' https://proxy.example/v1/ ', headers: { 'x-team': 'a' }, concurrency: 3 },
      'openai-compatible:lab': { baseUrl: 'http://lab:8000/v1', models: ['llama'], allowHttp: true },
    });
    assert.deepEqual(endpoints, {
      openai: { baseUrl: 'https://proxy.example/v1', headers: { 'x-team': 'a' }, concurrency: 3 },
      'openai-compatible:lab': { baseUrl: 'http://lab:8000/v1', models: ['llama'], allowHttp: true },
    });
  });

  it('leaves out what was mistyped', () => {
    const endpoints = endpointsFromSetting({
      openai: {
        baseUrl: 7,
        headers: { a: 1, b: 'two' },
        concurrency: -1,
        models: ['x', 3],
        allowHttp: 'yes',
      },
      grok: 'https://api.x.ai',
    });
    assert.deepEqual(endpoints, { openai: { headers: { b: 'two' }, models: ['x'] } });
    for (const wrong of [undefined, null, 'text', []]) assert.deepEqual(endpointsFromSetting(wrong), {});
  });
});

describe('the data directory', () => {
  const refusal = (wanted: string) => `"${wanted}" is not absolute.`;

  it("is VS Code's storage unless the setting says otherwise", () => {
    assert.equal(dataDirectory('', '/storage', refusal), '/storage');
    assert.equal(dataDirectory(undefined, '/storage', refusal), '/storage');
    assert.equal(dataDirectory('  ', '/storage', refusal), '/storage');
    const absolute = path.resolve('/somewhere/else');
    assert.equal(dataDirectory(absolute, '/storage', refusal), absolute);
    assert.equal(dataDirectory('~/ab', '/storage', refusal), path.join(homedir(), 'ab'));
  });

  it('refuses a relative path with what to do', () => {
    assert.throws(() => dataDirectory('data', '/storage', refusal), {
      code: 'invalid',
      message: '"data" is not absolute.',
    });
  });
});
