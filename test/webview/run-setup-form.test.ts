import assert from 'node:assert/strict';
import type { Check } from '../../src/protocol/checks.ts';
import { RunSetup } from '../../src/protocol/run-methods.ts';
import { RunDraft } from '../../src/protocol/run-page.ts';
import { checkForm, newCheck, readCheck } from '../../webview/state/run-setup-checks.ts';
import { firstPrompt, formOf, readSetup, type SetupForm } from '../../webview/state/run-setup-form.ts';

const headers = ['question', 'expected', 'image'];
const source = { datasetId: 'd', headers };

const full: RunSetup = {
  projectId: 'p',
  datasetId: 'd',
  name: 'Sums',
  prompts: [
    {
      template: 'Solve {{question}}',
      system: 'Be brief.',
      images: ['{{image}}', 'https://example.com/a.png'],
    },
    { template: '{{question}}' },
  ],
  models: ['demo:swift', { model: 'openai:gpt-4o', parameters: { temperature: 0 }, native: true }],
  parameters: { maxTokens: 300 },
  schema: { type: 'object' },
  repeats: 3,
  checks: [
    { type: 'number', expected: '{{expected}}', tolerance: 0.01 },
    { type: 'equals', expected: 'yes', ignoreCase: true },
    { type: 'regex', pattern: '\\d+', flags: 'im' },
    { type: 'json' },
    { type: 'json-schema', schema: { type: 'object' } },
    { type: 'response', expected: '{{expected}}' },
  ],
  maxCostUsd: 2.5,
  concurrency: 8,
  cache: true,
};

const filled = (change: Partial<SetupForm> = {}): SetupForm => ({
  ...formOf({ setup: { prompts: [{ template: '{{question}}' }], models: ['demo:swift'] } }),
  ...change,
});

const problemsOf = (change: Partial<SetupForm>) =>
  Object.fromEntries(readSetup(filled(change), source).problems);

describe('webview: the form of a run', () => {
  it('gives back a whole setup as it was', () => {
    const { setup, problems } = readSetup(formOf({ setup: full }), { ...source, projectId: 'p' });
    assert.deepEqual([...problems], []);
    assert.deepEqual(setup, full);
    assert.ok(RunSetup.safeParse(setup).success);
  });

  it('keeps what is half written as a draft that the protocol takes', () => {
    const form = filled({
      prompts: [{ template: ' ', system: 'x', images: '' }],
      models: [],
      schema: '{',
      firstRows: '9',
    });
    const { setup, draft } = readSetup(form, {});
    assert.equal(setup, undefined);
    assert.deepEqual(draft, { limit: 9 });
    assert.ok(RunDraft.safeParse({ setup: draft }).success);
  });

  it('says what is missing for a run', () => {
    assert.deepEqual(Object.fromEntries(readSetup(formOf({}), {}).problems), {
      data: 'Choose a data file.',
      'prompt-0': 'Write a prompt.',
      models: 'Choose at least one model.',
    });
  });

  it('names columns that are not there, in prompt, system prompt, images and checks', () => {
    const prompts = [{ template: '{{a}}', system: '{{b}}', images: '{{c}}' }];
    const checks = [{ ...newCheck('equals', []), column: 'gone' }];
    assert.deepEqual(problemsOf({ prompts, checks }), {
      'prompt-0': 'There are no columns for {{a}}, {{b}}, {{c}}.',
      'check-0': 'There is no column for {{gone}}.',
    });
    assert.equal(
      readSetup(filled({ prompts }), { datasetId: 'd' }).problems.size,
      0,
      'before the data is there',
    );
  });

  it('takes eight columns and refuses nine', () => {
    const model = (reference: string) => ({ reference, parameters: {}, native: false });
    const models = ['a:1', 'a:2', 'a:3', 'a:4'].map(model);
    const prompt = { template: 'x', system: '', images: '' };
    assert.deepEqual(problemsOf({ models, prompts: [prompt, prompt] }), {});
    assert.deepEqual(problemsOf({ models: models.slice(0, 3), prompts: [prompt, prompt, prompt] }), {
      models: '9 columns are more than 8: choose fewer models or prompts.',
    });
  });

  it('says at once what is no number and no schema', () => {
    assert.deepEqual(
      problemsOf({ repeats: '0', concurrency: '1.5', maxCostUsd: '-1', firstRows: 'five', schema: '[1]' }),
      {
        repeats: 'Write a whole number from 1 to 100.',
        concurrency: 'Write a whole number from 1 to 1,000.',
        maxCostUsd: 'Write a number above 0, like 2.50.',
        firstRows: 'Write a whole number from 1 on.',
        schema: 'A JSON Schema is an object, like {"type": "object"}.',
      },
    );
    assert.match(problemsOf({ schema: '{"type": ' }).schema!, /^This is not JSON: .*\.$/);
  });

  it('begins with the column that looks like the question, else with the first', () => {
    assert.equal(firstPrompt(['id', 'Question', 'text']), '{{Question}}');
    assert.equal(firstPrompt(['id', 'notes']), '{{id}}');
    assert.equal(firstPrompt(['', 'notes']), '{{notes}}');
    assert.equal(firstPrompt(['{a}']), '');
    assert.equal(firstPrompt([]), '');
  });
});

describe('webview: the checks of a run', () => {
  it('begin with the column that looks like the wanted answer', () => {
    assert.equal(newCheck('number', ['question', 'Expected']).column, 'Expected');
    assert.equal(newCheck('number', ['question']).column, undefined);
    assert.equal(newCheck('regex', ['expected']).column, undefined);
  });

  it('say what is wrong with them', () => {
    const wrong = (type: Check['type'], value: string, tolerance = '') =>
      readCheck({ type, value, tolerance, ignoreCase: false }).problem;
    assert.equal(wrong('equals', ' '), 'Choose a column or write the value to compare with.');
    assert.equal(wrong('regex', ''), 'Write the regular expression.');
    assert.match(wrong('regex', '(')!, /^Invalid regular expression/);
    assert.equal(wrong('json-schema', ''), 'Write the JSON Schema that the answer must fit.');
    assert.equal(wrong('number', '1', 'much'), 'The tolerance is a number, like 0.01.');
    assert.equal(wrong('json', ''), undefined);
  });

  it('keep a value that only has a placeholder in it as a value', () => {
    const check: Check = { type: 'contains', expected: 'is {{expected}}' };
    assert.deepEqual(readCheck(checkForm(check)).check, check);
  });
});
