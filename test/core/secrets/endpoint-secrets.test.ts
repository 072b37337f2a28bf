import assert from 'node:assert/strict';
import { endpointSecrets } from '../../../src/core/secrets/endpoint-secrets.ts';
import { SecretCover } from '../../../src/core/secrets/secret-cover.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';

describe('the secrets of an endpoint', () => {
  it('are the values of its own headers, with and without their scheme', () => {
    const basic = Buffer.from('anna:pass-of-anna').toString('base64');
    const cases: [headers: Record<string, string>, secrets: string[]][] = [
      [{ 'x-tenant': 'tenant-secret-1' }, ['tenant-secret-1']],
      [{ 'X-Anything': 'abc-123-def' }, ['abc-123-def']],
      [{ 'x-api-key': 'abcdef' }, ['abcdef']],
      [{ authorization: 'Bearer abcdef123' }, ['Bearer abcdef123', 'abcdef123']],
      [{ 'Proxy-Authorization': 'Token q1w2e3r4' }, ['Token q1w2e3r4', 'q1w2e3r4']],
      [{ Authorization: `Basic ${basic}` }, [`Basic ${basic}`, basic, 'anna:pass-of-anna', 'pass-of-anna']],
      [{ cookie: 'sid=0123456789' }, ['sid=0123456789']],
    ];
    for (const [headers, secrets] of cases)
      assert.deepEqual(endpointSecrets({ baseUrl: 'https://a.example/v1', headers }), secrets);
  });

  it('are in the query and the user information of its address', () => {
    const secrets = (baseUrl: string) => endpointSecrets({ baseUrl });
    assert.deepEqual(secrets('https://a.example/v1?key=abcdef1&x=more%20of%20it'), ['abcdef1', 'more of it']);
    assert.deepEqual(secrets('https://anna:p%40ssword@a.example/v1'), ['p@ssword']);
    assert.deepEqual(secrets('not an address'), []);
  });

  it('are not what says something of the client, or plain words', () => {
    const headers = {
      'HTTP-Referer': 'https://editor.example',
      'X-Title': 'A-B/AI 1.2',
      'anthropic-beta': 'prompt-caching-2024-07-31',
      'x-environment': 'production',
      'x-debug': 'true',
      'x-shard': '12',
    };
    const baseUrl = 'https://a.example/openai?api-version=2024-10-21-preview&region=west-europe-2';
    assert.deepEqual(endpointSecrets({ baseUrl, headers }), []);
  });

  it('are covered in refusals in pieces, and in what an error carries', () => {
    const cover = new SecretCover(['tenant-secret-1', 'https://hook.example/x/0123456789']);
    const failed = cover.error(
      new AbaiError('provider', 'No such "tenant-se***" (tenant-secret-1) at https://a.example.', {
        retryAfterMs: 5,
        details: { echoed: ['x=tenant-secret-1'] },
        cause: new Error('got tenant-secret-1'),
      }),
    ) as AbaiError;
    assert.equal(failed.message, 'No such "…***" (…) at https://a.example.');
    assert.deepEqual([failed.code, failed.retryable, failed.retryAfterMs], ['provider', true, 5]);
    assert.deepEqual(failed.details, { echoed: ['x=…'] });
    assert.ok(!`${(failed.cause as Error).stack}`.includes('tenant-secret-1'));
    const other = cover.error(new TypeError('fetch tenant-secret-1 failed')) as Error;
    assert.ok(!`${other.message}${other.stack}`.includes('tenant-s'));
  });
});
