import assert from 'node:assert/strict';
import { type Machine, relation, thisMachine } from '../../../src/gateway/owner/machine.ts';

const here: Machine = { host: 'h', machineId: 'm', boot: 'b', pidSpace: 'p', netSpace: 'n' };

describe('relation', () => {
  const cases: [string, Partial<Machine>, ReturnType<typeof relation>][] = [
    ['the same place', {}, 'same'],
    ['before the last boot', { boot: 'b0' }, 'rebooted'],
    ['another machine', { host: 'x', machineId: 'y', boot: 'z' }, 'other'],
    ['another machine of the same name', { machineId: 'y', boot: 'z' }, 'other'],
    ['a container with processes of its own', { host: 'x', pidSpace: 'p2', netSpace: 'n2' }, 'other'],
    ['a container with processes of its own and our network', { host: 'x', pidSpace: 'p2' }, 'other'],
    ['a container that sees our processes', { netSpace: 'n2' }, 'process'],
    ['the same kernel under another name', { host: 'x' }, 'same'],
  ];
  for (const [name, change, expected] of cases) {
    it(`of ${name} is “${expected}”`, () => assert.equal(relation({ ...here, ...change }, here), expected));
  }

  it('never takes two machines for one because both know nothing of their boot', () => {
    const blank = { machineId: '', boot: '', pidSpace: '', netSpace: '' };
    assert.equal(relation({ host: 'a', ...blank }, { host: 'b', ...blank }), 'other');
    assert.equal(relation({ host: 'a', ...blank }, { host: 'a', ...blank }), 'same');
  });

  it('knows this machine', () => assert.equal(relation(thisMachine(), thisMachine()), 'same'));
});
