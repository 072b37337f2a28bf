import assert from 'node:assert/strict';
import Papa from 'papaparse';
import { neutralised } from '../../src/core/csv-line.ts';
import { cellRecord, csvExport, markdownExport } from '../../src/core/run-export.ts';
import type { Cell, Run } from '../../src/protocol/runs.ts';

const run = {
  id: 'run',
  variants: [
    { id: 'a', position: 0, prompt: 0, model: 'openai:gpt-4o', label: 'GPT-4o' },
    { id: 'b', position: 1, prompt: 0, model: 'demo:swift', label: 'Swift' },
  ],
  repeats: 1,
  checks: [{ type: 'json' }],
} as unknown as Run;
const cell = (variantId: string, more: Partial<Cell>): Cell => ({
  id: variantId,
  runId: 'run',
  row: 0,
  variantId,
  repeat: 0,
  status: 'succeeded',
  updatedAt: 0,
  ...more,
});
const row = {
  values: ['=1+1', 'x,"y"\nz'],
  cells: [
    cell('a', {
      output: '-5',
      cost: { usd: 0.25, basis: 'exact' },
      checks: [{ name: 'json', passed: true }],
    }),
    cell('b', { status: 'failed', error: { code: 'provider', message: 'Cut.', retryable: true } }),
  ],
};

describe('the export of a run', () => {
  it('is CSV that reads back, the columns of the table first, formulas made harmless', () => {
    const { head, line } = csvExport(run, ['sum', 'text'], { neutralise: true });
    const { data } = Papa.parse<string[]>(head + line(row), { skipEmptyLines: true });
    assert.deepEqual(data[0]!.slice(0, 6), [
      'sum',
      'text',
      'GPT-4o',
      'GPT-4o · status',
      'GPT-4o · USD',
      'GPT-4o · checks',
    ]);
    assert.deepEqual(data[1], ["'=1+1", 'x,"y"\nz', '-5', 'succeeded', '0.25', '1/1', '', 'failed', '', '']);
    assert.match(csvExport(run, ['sum', 'text'], { neutralise: false }).line(row), /^=1\+1,/);
  });
  it('is a Markdown table with one line a row', () => {
    const { head, line } = markdownExport(run, ['sum', 'text']);
    assert.equal(head.split('\n').length, 3);
    assert.match(line({ ...row, values: ['a|b', 'x\ny'] }), /^\| a\\\|b \| x<br>y \| -5 \|/);
  });
  it('gives a cell with all that a program needs', () => {
    assert.deepEqual(cellRecord(run, row.cells[1]!), {
      row: 0,
      model: 'demo:swift',
      prompt: 0,
      repeat: 0,
      status: 'failed',
      output: '',
      usage: { inputTokens: 0, outputTokens: 0 },
      cost: { usd: null, basis: 'unknown' },
      timing: { ttftMs: null, totalMs: 0 },
      error: { code: 'provider', message: 'Cut.', retryable: true },
    });
  });
  it('makes formulas harmless and leaves numbers alone', () => {
    for (const text of ['=A1', '+cmd', '@x', '-x', '\tx']) assert.equal(neutralised(text), `'${text}`);
    for (const text of ['-5', '+1.5', '5', 'a=b', '']) assert.equal(neutralised(text), text);
  });
});
