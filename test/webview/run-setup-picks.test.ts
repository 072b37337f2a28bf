import assert from 'node:assert/strict';
import { formOf } from '../../webview/state/run-setup-form.ts';
import { asProfile, changeBy } from '../../webview/state/run-setup-picks.ts';

describe('webview: profiles in the setup of a run', () => {
  const form = formOf({
    setup: {
      prompts: [{ template: '{{question}}', system: 'Be brief.' }, { template: 'Second' }],
      models: ['demo:swift', { model: 'demo:sage', parameters: { temperature: 0 }, native: true }],
      parameters: { maxTokens: 10 },
      schema: { type: 'object' },
    },
  });

  it('are made of what is written', () => {
    assert.deepEqual(asProfile(form), {
      models: ['demo:swift', 'demo:sage'],
      own: { 'demo:sage': { temperature: 0 } },
      system: 'Be brief.',
      parameters: { maxTokens: 10 },
      schema: { type: 'object' },
      prompt: '{{question}}',
    });
    assert.deepEqual(asProfile({ ...formOf({}), schema: '{half' }), { models: [] });
  });

  it('replace what they name, and what goes by batch stays so', () => {
    const profile = { models: ['demo:sage', 'demo:bard'], own: { 'demo:bard': { topP: 1 } }, system: 'New.' };
    const change = changeBy(profile, form);
    assert.deepEqual(change, {
      models: [
        { reference: 'demo:sage', parameters: {}, native: true },
        { reference: 'demo:bard', parameters: { topP: 1 }, native: false },
      ],
      prompts: [
        { template: '{{question}}', system: 'New.', images: '' },
        { template: 'Second', system: 'New.', images: '' },
      ],
    });
  });

  it('bring their prompt where nobody has written one', () => {
    const prompts = (template: string) =>
      changeBy(
        { prompt: 'Solve {{question}}' },
        { ...form, prompts: [{ template, system: '', images: '' }, ...form.prompts] },
      ).prompts?.map((each) => each.template);
    assert.deepEqual(prompts('{{question}}'), ['Solve {{question}}', '{{question}}', 'Second']);
    assert.equal(prompts(' ')?.[0], 'Solve {{question}}');
    assert.equal(prompts('Mine: {{question}}')?.[0], 'Mine: {{question}}');
  });
});
