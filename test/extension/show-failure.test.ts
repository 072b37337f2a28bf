import assert from 'node:assert/strict';
import { register } from 'node:module';
import { before, describe, it } from 'mocha';
import type { ThisWindow } from '../../src/extension/this-window.ts';
import { AbaiError } from '../../src/protocol/errors.ts';

/** What stands for VS Code here: as much of it as the failure's way to a person needs. */
const shown: string[][] = [];
const vscodeForTests = {
  env: { language: 'de' },
  l10n: { t: (text: string) => text },
  window: {
    async showErrorMessage(...texts: string[]) {
      shown.push(texts);
    },
  },
  commands: {},
};

const source = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
const standIn = source('export const { env, l10n, window, commands } = globalThis.vscodeForTests;');
const hooks = source(
  `export const resolve = (name, context, next) =>
    name === 'vscode' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(name, context);`,
);

describe('a failure that is shown', () => {
  let showFailure: (window: ThisWindow, thrown: unknown) => Promise<void>;
  const logged: string[] = [];
  const window = { log: { error: (text: string) => logged.push(text) } } as unknown as ThisWindow;

  before(async () => {
    Object.assign(globalThis, { vscodeForTests });
    register(hooks);
    ({ showFailure } = await import('../../src/extension/show-failure.ts'));
  });

  it('speaks VS Code’s language; the log keeps the English sentence', async () => {
    const sentence = 'OpenAI refused the API key (401). Set a valid key and send again.';
    await showFailure(window, new AbaiError('auth', sentence));
    assert.deepEqual(shown.pop(), [
      'OpenAI hat den API-Schlüssel abgelehnt (401). Einen gültigen Schlüssel festlegen und erneut senden.',
      'Set API Key…',
    ]);
    assert.deepEqual(logged, [sentence]);
  });

  it('offers what the English sentence speaks of, and stays as it is where it is not known', async () => {
    await showFailure(window, new AbaiError('invalid', 'The base URL of lab must begin with https://.'));
    assert.deepEqual(shown.pop()?.slice(1), ['Show Log']);
    await showFailure(window, new AbaiError('invalid', 'The vendor has settings of its own.'));
    assert.deepEqual(shown.pop(), ['The vendor has settings of its own.', 'Open Settings', 'Show Log']);
  });
});
