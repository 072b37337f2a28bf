import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { redactingLog } from '../../src/runtime/redacting-log.ts';

describe('the redacting log', () => {
  const secret = randomBytes(24).toString('hex');
  const forms: Record<string, [string, Record<string, unknown>?]> = {
    'a key in a vendor form': [`refused sk-proj-${secret}`],
    'a bearer token': [`Authorization: Bearer ${secret}`],
    'an address with a key': [`GET https://host/v1?key=${secret}&x=1`],
    'an address with a password': [`https://user:${secret}@host/`],
    'an address with a signature': [`GET https://host/v1?x-sig=${secret}&x=1`],
    'a header of another scheme': [`sent {"Authorization":"Token ${secret}","x-team-token": "${secret}"}`],
    'a cookie': ['request', { headers: { cookie: secret } }],
    'a field named like a secret': ['request', { headers: { 'x-api-key': secret } }],
    'an error with a cause': ['failed', { error: new Error('a', { cause: new Error(`Bearer ${secret}`) }) }],
  };
  for (const [name, [message, details]] of Object.entries(forms)) {
    it(`hides ${name}`, () => {
      const lines: string[] = [];
      redactingLog((_level, line) => lines.push(line)).warn(message, details);
      assert.equal(lines.length, 1);
      assert.ok(!lines[0]!.includes(secret.slice(0, 8)), lines[0]);
      assert.match(lines[0]!, /redacted/);
    });
  }
  it('leaves plain words alone', () => {
    const lines: string[] = [];
    redactingLog((_level, line) => lines.push(line)).info('request', { method: 'chat:send', ms: 3 });
    assert.equal(lines[0], 'request {"method":"chat:send","ms":3}');
  });
  it('stops nobody when a line cannot be written', () => {
    const log = redactingLog(() => {
      throw new Error('Channel has been closed');
    });
    log.error('request failed', { method: 'chat:send' });
  });
});
