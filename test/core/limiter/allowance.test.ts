import assert from 'node:assert/strict';
import { RequestAllowance, tokensReadyAt } from '../../../src/core/limiter/allowance.ts';

describe('RequestAllowance', () => {
  it('holds nothing back before any header', () => {
    const allowance = new RequestAllowance();
    for (let i = 0; i < 1000; i += 1) {
      assert.equal(allowance.readyAt(0), 0);
      allowance.take(0);
    }
  });

  it('lets go what is left, then one for each that is refilled', () => {
    const allowance = new RequestAllowance();
    // 60 a minute of which 2 are left: whole again in 58 s, so one a second.
    allowance.observe({ remaining: 2, limit: 60, resetMs: 58_000 }, 100_000);
    for (let i = 0; i < 2; i += 1) {
      assert.equal(allowance.readyAt(100_000), 100_000);
      allowance.take(100_000);
    }
    assert.equal(allowance.readyAt(100_000), 101_000);
    assert.equal(allowance.readyAt(101_000), 101_000);
    allowance.take(101_000);
    assert.equal(allowance.readyAt(101_000), 102_000);
  });

  it('waits for the reset when the whole is not known', () => {
    const allowance = new RequestAllowance();
    allowance.observe({ remaining: 0, resetMs: 5000 }, 0);
    assert.equal(allowance.readyAt(10), 5000);
    assert.equal(allowance.readyAt(5000), 5000);
  });

  it('forgets what it was told after the reset, and after a minute at most', () => {
    const allowance = new RequestAllowance();
    allowance.observe({ remaining: 0, resetMs: 24 * 3600 * 1000 }, 0);
    assert.equal(allowance.readyAt(0), 60_000);
    allowance.take(60_000);
    assert.equal(allowance.readyAt(60_000), 60_000);
  });

  it('believes the newest answer', () => {
    const allowance = new RequestAllowance();
    allowance.observe({ remaining: 0, resetMs: 5000 }, 0);
    allowance.observe({ remaining: 7, resetMs: 5000 }, 10);
    assert.equal(allowance.readyAt(10), 10);
  });
});

describe('tokensReadyAt', () => {
  it('holds back when next to nothing is left, until a tenth is refilled', () => {
    // 10,000 tokens are refilled in 60 s, a tenth of them in 6 s.
    assert.equal(tokensReadyAt({ remaining: 0, limit: 10_000, resetMs: 60_000 }, 500), 6500);
    assert.equal(tokensReadyAt({ remaining: 100, limit: 10_000, resetMs: 60_000 }, 500), 500);
  });

  it('waits for the reset when the whole is not known, a minute at most', () => {
    assert.equal(tokensReadyAt({ remaining: 0, resetMs: 5000 }, 0), 5000);
    assert.equal(tokensReadyAt({ remaining: 1, resetMs: 5000 }, 0), 0);
    assert.equal(tokensReadyAt({ remaining: 0, resetMs: 3_600_000 }, 0), 60_000);
  });
});
