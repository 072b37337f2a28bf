import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  askedFor,
  callsAskedFor,
  daysOf,
  fits,
  localDay,
  momentsOf,
  readSavedActivity,
} from '../../webview/state/activity-filter.ts';
import { activityRow } from './activity-fixtures.ts';

const now = new Date(2026, 10, 21, 15).getTime();

describe('webview: the filter of the activity', () => {
  it('counts the last days with today among them', () => {
    assert.deepEqual(daysOf({ range: '7' }, now), { from: '2026-11-15', to: '2026-11-21' });
    assert.deepEqual(daysOf({ range: 'all' }, now), {});
    assert.deepEqual(daysOf({ range: 'own', from: '2026-01-01' }, now), { from: '2026-01-01' });
  });

  it('asks for whole days of this machine, and for the project', () => {
    const { from, to } = momentsOf({ range: '7' }, now);
    assert.equal(localDay(from!), '2026-11-15');
    assert.equal(localDay(from! - 1), '2026-11-14');
    assert.equal(localDay(to!), '2026-11-21');
    assert.equal(localDay(to! + 1), '2026-11-22');
    assert.deepEqual(askedFor({ range: 'all', projectId: 'p', provider: 'x' }, now), { projectId: 'p' });
  });

  it('asks for single calls with all that is chosen', () => {
    assert.deepEqual(
      callsAskedFor(
        { range: 'all', projectId: 'p', provider: 'x', model: 'x:y' },
        { kind: 'run', state: 'failed', text: ' a b ' },
        now,
      ),
      { projectId: 'p', provider: 'x', model: 'x:y', kind: 'run', states: ['failed'], text: 'a b' },
    );
    assert.deepEqual(callsAskedFor({ range: 'all' }, { text: '  ' }, now), {});
  });

  it('lets through the provider and the model that are chosen', () => {
    assert.ok(fits({ range: 'all' }, activityRow()));
    assert.ok(fits({ range: 'all', provider: 'openai', model: 'openai:gpt-4o' }, activityRow()));
    assert.ok(!fits({ range: 'all', provider: 'anthropic' }, activityRow()));
    assert.ok(!fits({ range: 'all', model: 'openai:gpt-4o-mini' }, activityRow()));
  });

  it('reads what an earlier page kept, and leaves out what does not fit', () => {
    const usual = readSavedActivity(undefined);
    assert.deepEqual(usual, {
      tab: 'spend',
      part: 'model',
      measure: 'cost',
      filter: { range: '30' },
      calls: {},
    });
    assert.deepEqual(
      readSavedActivity({
        tab: 7,
        part: 'x',
        measure: null,
        filter: 'all',
        calls: { kind: 'cell', state: 1, text: '' },
      }),
      usual,
    );
    assert.deepEqual(
      readSavedActivity({
        tab: 'calls',
        part: 'day',
        measure: 'tokens',
        calls: { kind: 'run', state: 'failed', text: 'x', more: 1 },
        filter: { range: 'own', from: '2026-01-01', to: 'soon', projectId: '', model: 'a:b', other: 1 },
      }),
      {
        tab: 'calls',
        part: 'day',
        measure: 'tokens',
        calls: { kind: 'run', state: 'failed', text: 'x' },
        filter: { range: 'own', from: '2026-01-01', model: 'a:b' },
      },
    );
  });
});
