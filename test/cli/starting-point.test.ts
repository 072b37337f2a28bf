import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'mocha';
import { runProgram } from '../../src/cli/program.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Profile } from '../../src/protocol/profiles.ts';
import { FakeClient, fakeContext } from './fake-context.ts';

const settings = { defaultModels: ['demo:bard'], systemPrompt: 'The project says.' };
const project = { id: 'p-2', name: 'Mine', description: '', settings, createdAt: 1, lastUsed: 1 };
const bare = { ...project, id: 'p-3', name: 'Bare', settings: {} };
const profile: Profile = {
  id: 'f-1',
  name: 'Reviews',
  models: ['demo:swift', { model: 'demo:sage', parameters: { temperature: 0 } }],
  system: 'The profile says.',
  parameters: { maxTokens: 50 },
  schema: { type: 'object' },
  promptTemplate: 'Review {{file}}',
  createdAt: 1,
  updatedAt: 1,
};
const short: Profile = { id: 'f-2', name: 'Short', system: 'Short.', createdAt: 1, updatedAt: 1 };

/** Runs a command up to the request that would cost something, and gives that. */
async function asked(method: 'comparison:start' | 'run:start', ...argv: string[]) {
  const stop = () => {
    throw new AbaiError('unavailable', 'Enough.');
  };
  const fake = new FakeClient({
    'project:get': () => project,
    'project:list': () => [project, bare],
    'profile:list': () => [profile, short],
    'dataset:import': () => ({ dataset: { id: 'd' }, warnings: [] }),
    [method]: stop,
  });
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(argv, context, () => '');
  const request = fake.requests.find((each) => each.method === method);
  return { code, note: context.printed.note, params: request?.params, requests: fake.requests };
}

describe('what a command begins with', () => {
  it('is the current project when nobody names a model', async () => {
    const { params } = await asked('comparison:start', 'compare', 'Why?');
    assert.deepEqual(params, { prompt: 'Why?', models: ['demo:bard'], system: 'The project says.' });
  });

  it('is only what the command line says when it names models', async () => {
    const { params, requests } = await asked('comparison:start', 'compare', '-m', 'demo:swift', 'Why?');
    assert.deepEqual(params, { prompt: 'Why?', models: ['demo:swift'] });
    assert.equal(requests.length, 1);
  });

  it('is a profile, whatever the case of its name', async () => {
    const { params } = await asked('comparison:start', 'compare', '--profile', 'reviews', 'Why?');
    const { models, system, parameters, schema } = profile;
    assert.deepEqual(params, { prompt: 'Why?', models, system, parameters, schema });
  });

  it('lets the command line go before the profile, and the profile before the project', async () => {
    const { params } = await asked(
      'comparison:start',
      ...['compare', '--profile', 'Reviews', '-m', 'demo:bard', '-s', 'I say.', '--project', 'Bare', 'Why?'],
    );
    const { parameters, schema } = profile;
    assert.deepEqual(params, {
      prompt: 'Why?',
      models: ['demo:bard'],
      system: 'I say.',
      parameters,
      schema,
      projectId: 'p-3',
    });
    const second = await asked('comparison:start', 'compare', '--profile', 'Short', 'Why?');
    assert.deepEqual(second.params, { prompt: 'Why?', models: ['demo:bard'], system: 'Short.' });
  });

  it('of a run can have the prompt in it, and takes the table into the project', async () => {
    const { params, requests } = await asked(
      'run:start',
      ...['run', 'x.csv', '--profile', 'Reviews', '--project', 'Mine', '--native', '--max-tokens', '9'],
    );
    assert.deepEqual(params, {
      datasetId: 'd',
      projectId: 'p-2',
      prompts: [{ template: 'Review {{file}}', system: 'The profile says.' }],
      models: [
        { model: 'demo:swift', native: true },
        { model: 'demo:sage', parameters: { temperature: 0 }, native: true },
      ],
      checks: [],
      parameters: { maxTokens: 9 },
      schema: { type: 'object' },
    });
    const imported = requests.find(({ method }) => method === 'dataset:import');
    assert.deepEqual(imported?.params, { path: resolve('x.csv'), projectId: 'p-2' });
  });

  it('is asked for when nothing says which models', async () => {
    const { code, note, params } = await asked('comparison:start', 'compare', '--project', 'Bare', 'Why?');
    assert.deepEqual([code, params], [2, undefined]);
    assert.match(note, /Say which models to ask/u);
  });

  it('has to be there', async () => {
    const { code, note } = await asked('comparison:start', 'compare', '--profile', 'Gone', 'Why?');
    assert.equal(code, 2);
    assert.match(note, /no profile "Gone"\. The profiles are: "Reviews", "Short"\./u);
  });
});
