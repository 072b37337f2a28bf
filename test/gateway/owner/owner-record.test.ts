import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisMachine } from '../../../src/gateway/owner/machine.ts';
import { type OwnerRecord, OwnerRecords } from '../../../src/gateway/owner/owner-record.ts';
import { FakeLog } from '../fake-backend.ts';

function recordOf(epoch: number, address = `address-${epoch}`): OwnerRecord {
  return {
    epoch,
    pid: 1,
    machine: thisMachine(),
    address,
    token: 'a token of some length',
    kind: 'window',
    productVersion: 'test',
    since: 1,
  };
}

describe('OwnerRecords', () => {
  let folder = '';
  let records: OwnerRecords;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'abai-records-'));
    records = new OwnerRecords(folder, new FakeLog());
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives each epoch to one, and only the highest', () => {
    assert.equal(records.highest(), 0);
    assert.equal(records.claim(recordOf(1)), true);
    assert.equal(records.claim(recordOf(1, 'late')), false);
    assert.equal(records.claim(recordOf(5)), true);
    assert.equal(records.claim(recordOf(3)), false);
    assert.equal(records.highest(), 5);
    assert.deepEqual(records.read(5), recordOf(5));
    assert.equal(records.read(3), 'missing');
  });

  it('is for the eyes of the user alone, and leaves no drafts', function () {
    records.claim(recordOf(1));
    records.claim(recordOf(1));
    records.replace({ ...recordOf(1), released: true });
    assert.deepEqual(readdirSync(folder), ['owner.000000000001']);
    if (process.platform === 'win32') this.skip();
    assert.equal(statSync(join(folder, 'owner.000000000001')).mode & 0o777, 0o600);
  });

  it('tells what is broken from what is gone', () => {
    writeFileSync(join(folder, 'owner.000000000004'), '{"epoch":4');
    writeFileSync(join(folder, 'owner.000000000005'), '{}');
    assert.equal(records.read(4), 'broken');
    assert.equal(records.read(5), 'broken');
    assert.equal(records.read(6), 'missing');
    assert.equal(records.highest(), 5);
  });

  it('is created in place where there are no hard links, as exclusively, and says so', () => {
    const log = new FakeLog();
    const unlinked = new OwnerRecords(folder, log, () => {
      throw Object.assign(new Error('no links here'), { code: 'EPERM' });
    });
    assert.equal(unlinked.claim(recordOf(1)), true);
    assert.equal(unlinked.claim(recordOf(1, 'late')), false);
    assert.deepEqual(records.read(1), recordOf(1));
    assert.match(log.lines.join('\n'), /no hard links/);
    assert.deepEqual(readdirSync(folder), ['owner.000000000001']);
  });

  it('lets any other failure out, and leaves nothing behind', () => {
    const full = new OwnerRecords(folder, new FakeLog(), () => {
      throw Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    });
    assert.throws(() => full.claim(recordOf(1)), { code: 'ENOSPC' });
    assert.deepEqual(readdirSync(folder), []);
  });

  it('keeps the last sixteen', () => {
    for (let epoch = 1; epoch <= 40; epoch++) assert.ok(records.claim(recordOf(epoch)));
    const epochs = readdirSync(folder).map((name) => Number(name.slice(6)));
    assert.deepEqual([Math.min(...epochs), Math.max(...epochs)], [24, 40]);
  });
});
