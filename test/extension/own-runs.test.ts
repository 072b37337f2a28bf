import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { OwnRuns } from '../../src/extension/runs/own-runs.ts';
import type { Client } from '../../src/protocol/client.ts';
import type { RunConsent } from '../../src/protocol/runs.ts';

describe('the runs that a window sets going', () => {
  const kept = new Map<string, unknown>();
  const state = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
  } as unknown as vscode.Memento;
  const asked: [method: string, params: unknown][] = [];
  const client = {
    request: async (method: string, params: unknown) => {
      asked.push([method, params]);
      return { id: 'r' };
    },
  } as unknown as Client;

  it('carry the consent of its settings now, whatever the page says, and no other request does', async () => {
    let consent: RunConsent = 'window';
    const own = new OwnRuns(state, () => consent);
    const through = own.through(client);
    await through.request('run:get', { runId: 'r' });
    assert.equal(own.has('r'), false);
    await through.request('run:resume', { runId: 'r', consent: 'detached' });
    assert.equal(own.has('r'), true);
    consent = 'none';
    await through.request('run:retry', { runId: 'r', what: { row: 0 } });
    await through.request('run:pause', { runId: 'r' });
    assert.deepEqual(asked, [
      ['run:get', { runId: 'r' }],
      ['run:resume', { runId: 'r', consent: 'window' }],
      ['run:retry', { runId: 'r', what: { row: 0 }, consent: 'none' }],
      ['run:pause', { runId: 'r' }],
    ]);
  });
});
