import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { KeptSights, sightsFolder, sweepSights } from '../../src/store/kept-sights.ts';

describe('kept sights', () => {
  let dataDir: string;
  let sights: KeptSights;
  beforeEach(() => {
    dataDir = mkdtempSync(path.join(os.tmpdir(), 'abai-sights-'));
    sights = new KeptSights(dataDir, '1.0.0');
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('are taken once, as they were kept', async () => {
    await sights.keep('c1', { words: 'Ebb & flow' });
    assert.deepEqual(sights.take('c1'), { words: 'Ebb & flow' });
    assert.equal(sights.take('c1'), undefined);
    assert.deepEqual(readdirSync(sightsFolder(dataDir)), []);
  });

  it('are for their owner only', async function () {
    if (process.platform === 'win32') this.skip();
    await sights.keep('c1', {});
    assert.equal(statSync(path.join(sightsFolder(dataDir), 'c1.json')).mode & 0o077, 0);
  });

  it('of another version, broken or of a strange name are none', async () => {
    await sights.keep('c1', {});
    assert.equal(new KeptSights(dataDir, '2.0.0').take('c1'), undefined);
    await sights.keep('c2', {});
    writeFileSync(path.join(sightsFolder(dataDir), 'c2.json'), '{"version":"1.0.0","sig');
    assert.equal(sights.take('c2'), undefined);
    writeFileSync(path.join(dataDir, 'secret.json'), '{"version":"1.0.0","sight":1}');
    assert.equal(sights.take('../secret'), undefined);
    assert.ok(existsSync(path.join(dataDir, 'secret.json')));
  });

  it('of comparisons that are gone are swept', async () => {
    await sweepSights(dataDir, async () => false);
    await sights.keep('there', { kept: true });
    await sights.keep('gone', {});
    await sweepSights(dataDir, async (id) => id === 'there');
    assert.equal(sights.take('gone'), undefined);
    assert.deepEqual(sights.take('there'), { kept: true });
  });
});
