import assert from 'node:assert/strict';
import { PanelState } from '../../src/protocol/page.ts';
import { asTheyCome } from '../../webview/state/arrangement.ts';
import { emptyDraft, readSavedState, toPanelState } from '../../webview/state/saved-state.ts';
import { sourceName } from '../../webview/state/source-name.ts';

describe('webview: saved state', () => {
  it('comes back as it was kept, in the shape of the protocol', () => {
    const draft = {
      prompt: 'p',
      system: 's',
      models: ['demo:swift'],
      source: { uri: 'file:///a.ts' },
      attachments: [
        {
          kind: 'text' as const,
          name: 'a.ts',
          hash: 'a'.repeat(64),
          bytes: 10,
          tokens: 3,
          languageId: 'typescript',
        },
      ],
      parameters: { temperature: 0 },
      own: { 'demo:swift': { seed: 1 } },
      schema: '{"type":',
    };
    const kept = toPanelState('c', draft);
    assert.deepEqual(PanelState.parse(kept), kept);
    assert.deepEqual(readSavedState(structuredClone(kept)), { comparisonId: 'c', draft });
    assert.deepEqual(
      PanelState.parse(toPanelState(undefined, { ...draft, source: undefined })).comparisonId,
      undefined,
    );
  });

  it('keeps how the columns lie, beside what the host knows', () => {
    const arrangement = { base: 'c0', focused: 'c1', collapsed: ['c2'], together: true, agreement: true };
    assert.deepEqual(readSavedState({ comparisonId: 'c', arrangement }).arrangement, arrangement);
    assert.deepEqual(readSavedState({ comparisonId: 'c', arrangement: 'x' }).arrangement, asTheyCome);
    assert.equal(readSavedState({ comparisonId: 'c' }).arrangement, undefined);
  });

  it('keeps whose names are hidden, and shows them in doubt', () => {
    const blind = { wanted: true, comparisonId: 'c', revealed: false };
    assert.deepEqual(readSavedState({ blind }).blind, blind);
    assert.deepEqual(readSavedState({ blind: { wanted: 1, comparisonId: 'c' } }).blind, {
      wanted: false,
      comparisonId: 'c',
      revealed: true,
    });
    assert.equal(readSavedState({ blind: 'x' }).blind, undefined);
    assert.equal(readSavedState({ standings: true }).standings, true);
    assert.equal(readSavedState({ standings: 'yes' }).standings, undefined);
  });

  it('may be anything at all', () => {
    for (const value of [undefined, null, 3, 'text', [], { comparisonId: 4, draft: 'x' }]) {
      assert.deepEqual(readSavedState(value), {});
    }
    assert.deepEqual(readSavedState({ draft: { prompt: 1, models: ['a', 2] } }), {
      draft: { ...emptyDraft, models: ['a'] },
    });
    const odd = {
      attachments: [{ kind: 'text', name: 'no hash' }, 7],
      parameters: [],
      own: { a: 3 },
      schema: {},
    };
    assert.deepEqual(readSavedState({ draft: odd }), { draft: emptyDraft });
  });
});

describe('webview: name of a source', () => {
  it('is the file with its lines, counted from 1', () => {
    const range = { startLine: 9, startCharacter: 0, endLine: 23, endCharacter: 1 };
    assert.equal(sourceName({ uri: 'file:///w/src/my%20parser.ts', range }), 'my parser.ts:10-24');
    assert.equal(sourceName({ uri: 'file:///w/a.ts', range: { ...range, endLine: 9 } }), 'a.ts:10');
    assert.equal(sourceName({ uri: 'untitled:Untitled-1?x' }), 'untitled:Untitled-1');
    assert.equal(sourceName({ uri: 'file:///w/100%.ts' }), '100%.ts');
  });

  it('is missing without one', () => {
    for (const source of [undefined, null, {}, { uri: 3 }, { uri: '' }])
      assert.equal(sourceName(source), undefined);
  });
});
