import assert from 'node:assert/strict';
import type { Result } from '../../src/protocol/methods.ts';
import type { GridRow } from '../../src/protocol/run-views.ts';
import { blockRows, RunRows } from '../../webview/state/run-rows.ts';

interface Ask {
  search: string | undefined;
  from: number;
  signal: AbortSignal;
  answer(total: number, mark?: string): Promise<void>;
  fail(): Promise<void>;
}

/** A back end that answers when the test says so. */
class Asked {
  readonly open: Ask[] = [];
  changes = 0;
  readonly failures: unknown[] = [];
  readonly rows = new RunRows({
    ask: ({ search }, from, limit, signal) =>
      new Promise<Result<'run:grid'>>((resolve, reject) => {
        const settled = async (act: () => void): Promise<void> => {
          this.open.splice(this.open.indexOf(ask), 1);
          act();
          await later(5);
        };
        const ask: Ask = {
          search,
          from,
          signal,
          answer: (total, mark = 'x') =>
            settled(() => {
              const count = Math.max(0, Math.min(limit, total - from));
              const row = (at: number): GridRow => ({ row: from + at, values: [mark], cells: [] });
              resolve({ total, rows: Array.from({ length: count }, (_, at) => row(at)) });
            }),
          fail: () => settled(() => reject(new Error('gone'))),
        };
        this.open.push(ask);
      }),
    changed: () => this.changes++,
    failed: (thrown) => this.failures.push(thrown),
  });

  get froms(): number[] {
    return this.open.map(({ from }) => from).sort((a, b) => a - b);
  }

  /** Answers all that is asked, and what is asked for then, until nothing is. */
  async answerAll(total: number): Promise<void> {
    while (this.open.length > 0) {
      await this.open[0]!.answer(total);
      await later(60);
    }
  }
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('webview: rows of a run', () => {
  let asked: Asked;
  beforeEach(() => {
    asked = new Asked();
  });
  afterEach(() => asked.rows.dispose());

  it('come as somebody looks at them, with a screen more on both sides', async () => {
    asked.rows.setQuery({});
    assert.equal(asked.rows.busy, true);
    assert.deepEqual(asked.froms, [0]);
    await asked.answerAll(1000);
    assert.equal(asked.rows.busy, false);
    assert.equal(asked.rows.total, 1000);
    assert.equal(asked.rows.row(blockRows)?.row, blockRows, 'the next block is there already');
    asked.rows.look(500, 512);
    await later(60);
    assert.deepEqual(asked.froms, [475, 500, 525]);
    await asked.answerAll(1000);
    assert.equal(asked.rows.row(512)?.row, 512);
    assert.equal(asked.rows.row(300), undefined);
    assert.equal(asked.rows.find(512)?.row, 512);
  });

  it('of an earlier query are dropped, and stay until the first of the new one come', async () => {
    asked.rows.setQuery({});
    await asked.answerAll(1000);
    asked.rows.setQuery({ search: 'a' });
    const [first] = asked.open;
    asked.rows.setQuery({ search: 'ab' });
    assert.equal(first!.signal.aborted, true);
    assert.equal(asked.rows.row(0)?.values[0], 'x', 'what was shown stays');
    await first!.answer(3, 'old');
    assert.equal(asked.rows.total, 1000);
    const [second] = asked.open;
    assert.equal(second!.search, 'ab');
    await second!.answer(2, 'new');
    assert.equal(asked.rows.total, 2);
    assert.equal(asked.rows.row(0)?.values[0], 'new');
    assert.equal(asked.rows.row(2), undefined);
  });

  it('are asked for a few at a time while somebody drags the scroll bar, and end where that ends', async () => {
    asked.rows.setQuery({});
    await asked.answerAll(100_000);
    for (let first = 1000; first < 90_000; first += 8000) {
      asked.rows.look(first, first + 12);
      await later(50);
    }
    assert.ok(asked.open.length <= 4, `${asked.open.length} are on their way`);
    await asked.answerAll(100_000);
    assert.equal(asked.rows.row(89_000)?.row, 89_000);
    assert.equal(asked.rows.row(41_000), undefined);
  });

  it('in sight are asked for again when the run moves on, at most four times a second', async () => {
    asked.rows.setQuery({});
    await asked.answerAll(1000);
    const before = asked.changes;
    for (let at = 0; at < 10; at++) {
      asked.rows.stale();
      await later(10);
    }
    assert.deepEqual(asked.froms, [0], 'only what is in sight');
    await asked.open[0]!.answer(1000, 'newer');
    assert.equal(asked.rows.row(0)?.values[0], 'newer');
    assert.equal(asked.changes, before + 1);
    assert.deepEqual(asked.froms, [], 'the next look has to wait');
    await later(300);
    assert.deepEqual(asked.froms, [0], 'what came after the first look is looked at, too');
  });

  it('that cannot be read are told, and not asked for without end', async () => {
    asked.rows.setQuery({});
    await asked.open[0]!.fail();
    await later(60);
    assert.equal(asked.failures.length, 1);
    assert.deepEqual(asked.froms, []);
  });
});
