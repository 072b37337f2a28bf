import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mergeUserModels, parseCatalogue } from '../../src/core/catalogue.ts';
import { modelReference } from '../../src/core/model-reference.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { ModelDefinition } from '../../src/protocol/models.ts';

const row = {
  id: 'm-1',
  name: 'M 1',
  provider: 'openai',
  description: 'A model.',
  contextSize: 1000,
  pricing: { prompt: 1, completion: 2 },
  features: ['streaming'],
};
const file = (...models: unknown[]) => ({ schemaVersion: 1, currency: 'USD', models });

function refusal(act: () => unknown): AbaiError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof AbaiError);
    return error;
  }
  return assert.fail('nothing was thrown');
}

describe('the shipped catalogue', () => {
  const text = readFileSync(new URL('../../data/models.json', import.meta.url), 'utf8');
  const { models, warnings } = parseCatalogue(text);
  const raw = (JSON.parse(text) as { models: Record<string, unknown>[] }).models;
  const chargeable = models.filter(({ provider }) => provider !== 'ollama' && provider !== 'demo');

  it('has only sound rows', () => {
    assert.deepEqual(warnings, []);
    assert.equal(models.length, raw.length);
    assert.ok(models.length >= 60, `${models.length} models`);
  });

  it('says nothing that the schema would drop', () => {
    models.forEach((model, index) => {
      assert.deepEqual(Object.keys(model).toSorted(), Object.keys(raw[index]!).toSorted(), model.id);
    });
  });

  it('gives every row a name of its own, a description, a source and the day of its price', () => {
    assert.equal(new Set(models.map(modelReference)).size, models.length);
    for (const model of models) {
      const reference = modelReference(model);
      assert.ok(model.description.length > 5, reference);
      assert.ok(model.features.length > 0, reference);
      assert.ok((model.source ?? []).length > 0, reference);
      assert.match(model.priceDate ?? '', /^2026-(0[1-9]|1[0-2])-\d\d$/, reference);
      assert.ok(model.priceDate! <= '2026-11-20', reference);
      assert.ok(model.contextSize > 0 || model.modality === 'image', reference);
      for (const source of model.source!) assert.ok(source.length > 10, reference);
    }
  });

  it('prices every model that costs, and is free only for local and demo models', () => {
    for (const model of models) {
      const free = model.provider === 'ollama' || model.provider === 'demo';
      assert.equal(
        model.pricing!.prompt === 0 && model.pricing!.completion === 0,
        free,
        modelReference(model),
      );
    }
    assert.ok(chargeable.length >= 50);
  });

  it('has cache prices in the right order: a read below the prompt, a write above, an hour at twice', () => {
    for (const model of chargeable) {
      for (const price of [model.pricing!, ...(model.tiers ?? [])]) {
        const reference = modelReference(model);
        if (price.cacheRead !== undefined) assert.ok(price.cacheRead < price.prompt, reference);
        if (price.cacheWrite5m !== undefined)
          assert.equal(price.cacheWrite5m, price.prompt * 1.25, reference);
        if (price.cacheWrite1h !== undefined) assert.equal(price.cacheWrite1h, price.prompt * 2, reference);
      }
    }
    const anthropic = models.filter(({ provider }) => provider === 'anthropic');
    assert.ok(anthropic.every(({ pricing }) => pricing!.cacheWrite1h !== undefined));
  });

  it('has tiers that cost more than what is below them, and changes with a source', () => {
    assert.ok(models.some(({ tiers }) => tiers?.length));
    for (const model of models) {
      for (const tier of model.tiers ?? [])
        assert.ok(tier.prompt > model.pricing!.prompt, modelReference(model));
      for (const change of model.priceChanges ?? []) {
        assert.ok(change.from > model.priceDate!, modelReference(model));
        assert.ok(change.source, modelReference(model));
      }
    }
  });

  it('names a batch discount exactly where there is a batch API, and no search fee without search', () => {
    for (const model of models) {
      const reference = modelReference(model);
      assert.equal(model.features.includes('batch'), model.batchDiscount !== undefined, reference);
      if (model.batchDiscount !== undefined) assert.ok(model.batchDiscount > 0, reference);
      if (model.searchFee !== undefined) assert.ok(model.features.includes('web_search'), reference);
    }
  });

  it('holds the models of the first design and the three demo models', () => {
    const references = models.map(modelReference);
    for (const wanted of ['openai:gpt-4o', 'openai:gpt-4o-mini', 'demo:swift', 'demo:sage', 'demo:bard']) {
      assert.ok(references.includes(wanted), wanted);
    }
    assert.ok(references.some((reference) => reference.startsWith('anthropic:claude-sonnet-')));
    const demo = models.filter(({ provider }) => provider === 'demo');
    assert.equal(demo.length, 3);
    for (const { name } of demo) assert.match(name, / — Demo \(offline, not an AI\)$/);
  });
});

describe('parseCatalogue', () => {
  it('reads text, also with a byte order mark, and parsed JSON alike', () => {
    const expected = [row];
    assert.deepEqual(parseCatalogue(file(row)).models, expected);
    assert.deepEqual(parseCatalogue(JSON.stringify(file(row))).models, expected);
    assert.deepEqual(parseCatalogue(`\uFEFF${JSON.stringify(file(row))}`).models, expected);
  });

  it('says where text stops being JSON', () => {
    const error = refusal(() => parseCatalogue('{"models": [', 'The file models.json'));
    assert.equal(error.code, 'invalid');
    assert.match(error.message, /^The file models\.json is not valid JSON: .*JSON/);
  });

  it('refuses what is no catalogue, naming the place', () => {
    assert.match(refusal(() => parseCatalogue([])).message, /cannot be used: .*expected object/);
    assert.match(
      refusal(() => parseCatalogue({ ...file(row), models: {} })).message,
      /"models": .*expected array/,
    );
    assert.match(refusal(() => parseCatalogue(file())).message, /no model in it/);
    assert.match(refusal(() => parseCatalogue({ ...file(row), schemaVersion: 2 })).message, /update A-B\/AI/);
    assert.match(refusal(() => parseCatalogue({ ...file(row), currency: 'EUR' })).message, /"USD"/);
  });

  it('leaves a broken row out with a sentence and keeps the others', () => {
    const broken = { ...row, id: 'm-2', pricing: { prompt: '1', completion: 2 } };
    const { models, warnings } = parseCatalogue(file(row, broken, 7));
    assert.deepEqual(
      models.map(({ id }) => id),
      ['m-1'],
    );
    assert.equal(warnings.length, 2);
    assert.match(warnings[0]!, /entry 2 \(openai:m-2\) was left out: "pricing\.prompt": .*number/);
    assert.match(warnings[1]!, /entry 3 was left out/);
  });

  it('uses the first of two rows for one model, and says so', () => {
    const { models, warnings } = parseCatalogue(file(row, { ...row, name: 'Again' }));
    assert.deepEqual(
      models.map(({ name }) => name),
      ['M 1'],
    );
    assert.match(warnings[0]!, /openai:m-1.*twice/);
  });

  it('refuses a file of which no row can be used', () => {
    assert.match(
      refusal(() => parseCatalogue(file({ id: 'x' }))).message,
      /no model in it is complete.*entry 1/,
    );
  });

  it('sorts tiers and dated changes', () => {
    const tiers = [200, 100].map((aboveInputTokens) => ({ aboveInputTokens, prompt: 1, completion: 1 }));
    const priceChanges = ['2027-01-01', '2026-12-01'].map((from) => ({ from, pricing: { prompt: 1 } }));
    const [model] = parseCatalogue(file({ ...row, tiers, priceChanges })).models;
    assert.deepEqual(
      model!.tiers!.map((tier) => tier.aboveInputTokens),
      [100, 200],
    );
    assert.deepEqual(
      model!.priceChanges!.map((change) => change.from),
      ['2026-12-01', '2027-01-01'],
    );
  });
});

describe('mergeUserModels', () => {
  const shipped = parseCatalogue(
    file({
      ...row,
      tiers: [{ aboveInputTokens: 100, prompt: 9, completion: 9 }],
      priceChanges: [{ from: '2027-01-01', pricing: { prompt: 8 } }],
    }),
  ).models;

  const byId = (models: ModelDefinition[], id: string) => models.find((model) => model.id === id);

  it('leaves the shipped models alone when there is nothing to add', () => {
    assert.deepEqual(mergeUserModels(shipped, undefined), { models: shipped, warnings: [] });
    assert.deepEqual(mergeUserModels(shipped, []), { models: shipped, warnings: [] });
  });

  it('overrides the fields that are named, and nothing else', () => {
    const { models, warnings } = mergeUserModels(shipped, [{ provider: 'openai', id: 'm-1', name: 'Mine' }]);
    assert.deepEqual(warnings, []);
    assert.deepEqual(models, [{ ...shipped[0], name: 'Mine', origin: 'user' }]);
  });

  it('drops shipped tiers and dated changes when the price is the user’s', () => {
    const pricing = { prompt: 5, completion: 6 };
    const [model] = mergeUserModels(shipped, [{ provider: 'openai', id: 'm-1', pricing }]).models;
    assert.deepEqual(model!.pricing, pricing);
    assert.equal(model!.tiers, undefined);
    assert.equal(model!.priceChanges, undefined);
  });

  it('adds a new model with plain defaults and no made-up price', () => {
    const { models } = mergeUserModels(shipped, [{ provider: 'openai-compatible', id: 'box/llama' }]);
    assert.deepEqual(byId(models, 'box/llama'), {
      provider: 'openai-compatible',
      id: 'box/llama',
      name: 'box/llama',
      description: '',
      contextSize: 0,
      features: ['streaming', 'temperature', 'json_mode', 'json_schema', 'tools', 'vision'],
      origin: 'user',
    });
  });

  it('leaves a bad entry out with a sentence, keeping the shipped row', () => {
    const { models, warnings } = mergeUserModels(shipped, [
      { provider: 'openai', id: 'm-1', contextSize: -1 },
      'x',
      { provider: 'nobody', id: 'y' },
    ]);
    assert.deepEqual(models, shipped);
    assert.match(warnings[0]!, /entry 1 \(openai:m-1\) was left out: "contextSize"/);
    assert.match(warnings[1]!, /entry 2 was left out/);
    assert.match(warnings[2]!, /entry 3 \(nobody:y\) was left out: "provider"/);
    assert.match(mergeUserModels(shipped, {}).warnings[0]!, /must be a list/);
  });
});
