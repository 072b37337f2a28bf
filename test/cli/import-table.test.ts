import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { importTable } from '../../src/cli/import-table.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { FakeClient, fakeContext } from './fake-context.ts';

const path = '/data/long.csv';
const imported = { dataset: { id: 'd' }, warnings: [] };
const none = new AbortController().signal;

describe('a table that the command line takes in', () => {
  it('is shown with a bar on a terminal, which is gone at the end', async () => {
    let done = (_result: unknown) => {};
    let looks = 0;
    const fake = new FakeClient({
      'dataset:import': () => new Promise((resolve) => (done = resolve)),
      'dataset:imports': () => {
        looks += 1;
        const other = { path: '/data/other.csv', step: 'reading', rows: 1, totalBytes: 2, percent: 3 };
        const ours = { path, step: 'storing', rows: 340_000, totalBytes: 98_000_000, percent: 50 };
        if (looks === 2) done(imported);
        return [other, ours];
      },
    });
    const { terminal, printed } = fakeContext({ live: true });
    assert.deepEqual(await importTable(fake.client, { path }, terminal, none), imported);
    const [, line, gone] = printed.note.split('\r\u001b[K');
    assert.equal(line, '████████████░░░░░░░░░░░░ 50 % · storing 98 MB · 340,000 rows');
    assert.equal(gone, '');
  });

  it('is read in silence where nobody sees a bar, and goes on when progress cannot be had', async () => {
    const quiet = new FakeClient({ 'dataset:import': () => imported });
    const { terminal, printed } = fakeContext();
    await importTable(quiet.client, { path }, terminal, none);
    assert.deepEqual([printed.note, quiet.asked('dataset:imports')], ['', 0]);
    const failing = new FakeClient({
      'dataset:import': () => imported,
      'dataset:imports': () => {
        throw new AbaiError('unavailable', 'Gone.');
      },
    });
    assert.deepEqual(
      await importTable(failing.client, { path }, fakeContext({ live: true }).terminal, none),
      imported,
    );
  });

  it('is taken back with the signal', async () => {
    const abort = new AbortController();
    const signals: (AbortSignal | undefined)[] = [];
    const client = {
      request: async (_method: string, _params: unknown, signal?: AbortSignal) => {
        signals.push(signal);
        return imported;
      },
    };
    await importTable(client as never, { path }, fakeContext().terminal, abort.signal);
    assert.deepEqual(signals, [abort.signal]);
  });
});
