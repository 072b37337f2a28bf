import assert from 'node:assert/strict';
import { methods } from '../../src/protocol/methods.ts';
import { workbenchMethods } from '../../src/protocol/page.ts';

describe('the table of methods', () => {
  it('names things noun:verb', () => {
    for (const name of Object.keys({ ...methods, ...workbenchMethods }))
      assert.match(name, /^[a-z-]+:[a-z-]+$/, name);
  });
  it('lets every action and no query carry a request id', () => {
    for (const [name, { kind, params }] of Object.entries(methods)) {
      assert.equal('requestId' in (params as { shape: object }).shape, kind === 'action', name);
    }
  });
  it('keeps the names of back end and workbench apart', () => {
    assert.deepEqual(
      Object.keys(workbenchMethods).filter((name) => name in methods),
      [],
    );
  });
});
