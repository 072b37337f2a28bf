import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { capabilityTable } from './capability-table.ts';

describe('the capability table of README', () => {
  it('is what the code says', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8').replaceAll('\r\n', '\n');
    const shown = /<!-- capabilities:begin -->\n([\s\S]*?)<!-- capabilities:end -->/.exec(readme)?.[1];
    assert.ok(shown !== undefined, 'README has no place for the table');
    const table = await capabilityTable();
    assert.ok(shown.includes(table), `README should have, between the marks:\n\n${table}\n`);
  });
});
