import assert from 'node:assert/strict';
import { serverAddress } from '../../../src/providers/openai-compatible/address.ts';

describe('providers/openai-compatible/address', () => {
  const cases: [string, string, string, Record<string, string>][] = [
    ['http://localhost:1234/v1', 'plain', 'http://localhost:1234/v1', {}],
    ['https://host.example/api/v1/?team=a', 'plain', 'https://host.example/api/v1', { team: 'a' }],
    [
      'https://mine.openai.azure.com',
      'azure',
      'https://mine.openai.azure.com/openai/deployments/my%20gpt',
      { 'api-version': '2024-10-21' },
    ],
    [
      'https://mine.openai.azure.com/openai?api-version=2025-01-01-preview',
      'azure',
      'https://mine.openai.azure.com/openai/deployments/my%20gpt',
      { 'api-version': '2025-01-01-preview' },
    ],
    [
      'https://mine.openai.azure.com/openai/deployments/other/chat/completions?api-version=2024-06-01',
      'azure',
      'https://mine.openai.azure.com/openai/deployments/other',
      { 'api-version': '2024-06-01' },
    ],
    ['https://mine.openai.azure.com/openai/v1/', 'azure', 'https://mine.openai.azure.com/openai/v1', {}],
    [
      'https://gateway.example/team?api-version=2024-06-01',
      'azure',
      'https://gateway.example/team/openai/deployments/my%20gpt',
      { 'api-version': '2024-06-01' },
    ],
  ];
  for (const [text, kind, chat, query] of cases) {
    it(`reads ${text}`, () => {
      const address = serverAddress(text);
      assert.equal(address.kind, kind);
      assert.equal(address.chatBaseUrl('my gpt'), chat);
      assert.deepEqual(address.query, query);
    });
  }

  it('is not fooled by a host that only looks like Azure', () => {
    assert.equal(serverAddress('https://openai.azure.com.evil.example/v1').kind, 'plain');
  });
});
