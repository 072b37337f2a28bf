import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { diceFor } from '../../../src/providers/demo/dice.ts';
import { sampleOf } from '../../../src/providers/demo/schema-sample.ts';
import { topicOf } from '../../../src/providers/demo/topic.ts';

const topic = topicOf('Is the review of this kettle positive?');

const schemas: Record<string, Record<string, unknown>> = {
  'an object with every simple type': {
    type: 'object',
    additionalProperties: false,
    required: ['title', 'score', 'ratio', 'good', 'tags', 'nothing'],
    properties: {
      title: { type: 'string', minLength: 40, maxLength: 60 },
      score: { type: 'integer', minimum: 3, exclusiveMaximum: 5 },
      ratio: { type: 'number', minimum: 0, maximum: 1 },
      good: { type: 'boolean' },
      tags: { type: 'array', items: { type: 'string' }, minItems: 3, maxItems: 4 },
      nothing: { type: 'null' },
    },
  },
  'references into definitions': {
    type: 'object',
    required: ['list'],
    properties: { list: { type: 'array', items: { $ref: '#/$defs/item' } } },
    $defs: { item: { type: 'object', required: ['kind'], properties: { kind: { const: 'kettle' } } } },
  },
  'a recursive schema': {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        required: ['name', 'children'],
        properties: {
          name: { type: 'string' },
          children: { type: 'array', items: { $ref: '#/$defs/node' } },
        },
      },
    },
  },
  'choices and combinations': {
    type: 'object',
    required: ['either', 'both'],
    properties: {
      either: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
      both: {
        allOf: [
          { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
          { type: 'object', required: ['b'], properties: { b: { type: ['null', 'number'] } } },
        ],
      },
    },
  },
  'a bare array': { type: 'array', items: { type: 'integer' } },
};

describe('providers/demo/schema-sample', () => {
  for (const [name, schema] of Object.entries(schemas)) {
    it(`fits ${name}`, () => {
      const validate = new Ajv2020({ strict: false }).compile(schema);
      for (let seed = 0; seed < 20; seed++) {
        const sample = sampleOf(schema, topic, diceFor(String(seed)));
        assert.ok(validate(sample), `${JSON.stringify(sample)}: ${JSON.stringify(validate.errors)}`);
      }
    });
  }

  it('prefers an allowed value that the prompt names', () => {
    const schema = { enum: ['negative', 'neutral', 'positive'] };
    for (let seed = 0; seed < 5; seed++) {
      assert.equal(sampleOf(schema, topic, diceFor(String(seed))), 'positive');
    }
  });
});
