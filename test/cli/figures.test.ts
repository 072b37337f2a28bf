import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  byteSize,
  cost,
  grouped,
  milliseconds,
  price,
  tokens,
  totalCost,
  usd,
} from '../../src/cli/figures.ts';

describe('figures', () => {
  it('gives times in the unit that reads best', () => {
    assert.equal(milliseconds(null), '–');
    assert.equal(milliseconds(undefined), '–');
    assert.equal(milliseconds(0.4), '0 ms');
    assert.equal(milliseconds(999.4), '999 ms');
    assert.equal(milliseconds(999.6), '1.0 s');
    assert.equal(milliseconds(59_940), '59.9 s');
    assert.equal(milliseconds(59_960), '1 min 0 s');
    assert.equal(milliseconds(125_000), '2 min 5 s');
  });

  it('groups thousands and marks estimates', () => {
    assert.equal(grouped(999), '999');
    assert.equal(grouped(1_234_567), '1,234,567');
    assert.equal(tokens(1200, true), '~1,200');
    assert.equal(tokens(undefined), '–');
  });

  it('gives sizes as file managers do', () => {
    assert.equal(byteSize(0), '0 B');
    assert.equal(byteSize(999), '999 B');
    assert.equal(byteSize(1000), '1.0 kB');
    assert.equal(byteSize(12_345), '12 kB');
    assert.equal(byteSize(999_600), '1.0 MB');
    assert.equal(byteSize(5e15), '5000 TB');
  });

  it('keeps small amounts of money apart', () => {
    assert.equal(usd(0), '$0');
    assert.equal(usd(0.000_000_4), '<$0.000001');
    assert.equal(usd(0.000_123), '$0.000123');
    assert.equal(usd(0.1234), '$0.1234');
    assert.equal(usd(12.3), '$12.30');
  });

  it('gives prices in cents, with more digits where they count', () => {
    assert.deepEqual([10, 2.5, 0.1, 0.075, 0.0375].map(price), [
      '$10.00',
      '$2.50',
      '$0.10',
      '$0.075',
      '$0.0375',
    ]);
  });

  it('says the basis of a cost and never shows an unknown one as zero', () => {
    assert.equal(cost({ usd: null, basis: 'unknown' }), 'unknown');
    assert.equal(cost({ usd: 0, basis: 'free' }), 'free');
    assert.equal(cost({ usd: 0.5, basis: 'exact' }), '$0.5000');
    assert.equal(cost({ usd: 0.5, basis: 'estimated' }), '~$0.5000 estimated');
  });
});

describe('totalCost', () => {
  it('is as sure as its least sure part', () => {
    assert.deepEqual(
      totalCost([
        { usd: 1, basis: 'exact' },
        { usd: 0, basis: 'free' },
      ]),
      { usd: 1, basis: 'exact', atLeast: false },
    );
    assert.deepEqual(
      totalCost([
        { usd: 1, basis: 'exact' },
        { usd: 2, basis: 'estimated' },
      ]),
      { usd: 3, basis: 'estimated', atLeast: false },
    );
    assert.deepEqual(totalCost([{ usd: 0, basis: 'free' }]), { usd: 0, basis: 'free', atLeast: false });
  });

  it('is a lower bound with an unknown part, and unknown with nothing else', () => {
    assert.equal(
      totalCost([
        { usd: 1, basis: 'exact' },
        { usd: null, basis: 'unknown' },
      ]).atLeast,
      true,
    );
    assert.equal(totalCost([{ usd: null, basis: 'unknown' }]).basis, 'unknown');
  });
});
