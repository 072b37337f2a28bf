import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const ended = {
  id: 'r',
  status: 'completed',
  cells: { total: 1, succeeded: 1, failed: 0, cancelled: 0 },
  usage: { inputTokens: 1, outputTokens: 1 },
  cost: { usd: 0, basis: 'free' },
};

/** A back end on which every run has ended. */
const backEnd = (more: ConstructorParameters<typeof FakeClient>[0] = {}) =>
  new FakeClient({
    'dataset:import': () => ({ dataset: { id: 'd' }, warnings: [] }),
    'run:start': () => ended,
    'run:resume': () => ended,
    'run:extend': () => ended,
    'run:get': () => ended,
    ...more,
  });

async function abai(fake: FakeClient, ...argv: string[]): Promise<{ code: number; note: string }> {
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(argv, context, () => '1.2.3');
  return { code, note: context.printed.note };
}

describe('abai run', () => {
  let folder: string;
  let schema: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-run-'));
    schema = join(folder, 'schema.json');
    await writeFile(schema, '{"type": "object"}');
    await writeFile(join(folder, 'list.json'), '[1]');
    await writeFile(join(folder, 'prompt.txt'), 'From a file: {{question}}');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('asks nobody when the answers cannot be saved where they should be', async () => {
    const table = join(folder, 'table.csv');
    await writeFile(table, 'question\nWhy?\n');
    for (const [out, pattern] of [
      [join(folder, 'nowhere', 'a.csv'), /its folder is not there/u],
      [table, /which is read/u],
      [join(folder, 'a.xlsx'), /must end in/u],
    ] as const) {
      const fake = backEnd();
      const { code, note } = await abai(fake, 'run', table, '-p', 'x', '-m', 'demo:swift', '--out', out);
      assert.equal(code, 2);
      assert.match(note, pattern);
      assert.deepEqual(fake.requests, []);
    }
    const fake = backEnd();
    const out = join(folder, 'nowhere', 'a.csv');
    assert.equal((await abai(fake, 'resume', 'r', '--out', out)).code, 2);
    assert.equal(fake.asked('run:resume'), 0);
  });

  it('says how to save the answers later when that fails at the end', async () => {
    const fake = backEnd({
      'run:export': () => {
        throw new AbaiError('store', 'The disk is full.');
      },
    });
    const out = join(folder, 'late.csv');
    for (const words of [
      ['run', 'table.csv', '-p', 'x', '-m', 'demo:swift'],
      ['resume', 'r'],
    ]) {
      const { code, note } = await abai(fake, ...words, '--out', out);
      assert.equal(code, 1);
      assert.match(note, /run r could not be saved: The disk is full\. .*"abai export r --out FILE"/u);
    }
  });

  it('hands every option on', async () => {
    const fake = backEnd();
    const options = [
      ['-p', 'Solve {{question}}'],
      ['--prompt-file', join(folder, 'prompt.txt')],
      ['--system', 'Be brief.'],
      ['--image', '{{picture}}'],
      ['--image', 'https://host.invalid/{{id}}.png'],
      ['--models', 'demo:swift, demo:sage'],
      ['--temperature', '0'],
      ['--max-tokens', '50'],
      ['--schema', schema],
      ['--check', 'number=={{expected}}'],
      ['--repeats', '2'],
      ['--limit', '5'],
      ['--concurrency', '7'],
      ['--max-cost', '1.5'],
      ['--cache'],
      ['--any-images'],
      ['--encoding', 'shift_jis'],
    ].flat();
    assert.equal((await abai(fake, 'run', 'table.csv', ...options)).code, 0);
    assert.deepEqual(fake.requests[0], {
      method: 'dataset:import',
      params: { path: resolve('table.csv'), encoding: 'shift_jis' },
    });
    const images = ['{{picture}}', 'https://host.invalid/{{id}}.png'];
    // Images are looked at before anybody is asked.
    assert.equal(fake.requests[1]?.method, 'run:estimate');
    assert.deepEqual(fake.requests[2], {
      method: 'run:start',
      params: {
        datasetId: 'd',
        prompts: [
          { template: 'Solve {{question}}', system: 'Be brief.', images },
          { template: 'From a file: {{question}}', system: 'Be brief.', images },
        ],
        models: ['demo:swift', 'demo:sage'],
        parameters: { temperature: 0, maxTokens: 50 },
        schema: { type: 'object' },
        checks: [{ type: 'number', expected: '{{expected}}' }],
        repeats: 2,
        limit: 5,
        concurrency: 7,
        maxCostUsd: 1.5,
        cache: true,
        anyImages: true,
      },
    });
  });

  it('says what was odd about the table, and where from images are fetched, before it asks', async () => {
    const sentence = 'This machine fetches images from host.invalid.';
    const fake = backEnd({
      'dataset:import': () => ({ dataset: { id: 'd' }, warnings: ['Rows were odd.'] }),
      'run:estimate': () => ({ problems: [], missingColumns: [], warnings: [sentence] }),
    });
    const { note } = await abai(
      fake,
      'run',
      'table.csv',
      '-p',
      'x',
      '-m',
      'demo:swift',
      '--image',
      '{{a}}',
      '--json',
    );
    assert.ok(note.startsWith(`abai: Rows were odd.\nabai: ${sentence}\n`), note);
  });

  it('says in scripts too how far a cost cap may be exceeded, before it asks', async () => {
    const sentence = 'Nothing limits what an answer of Mine may cost.';
    for (const more of [[], ['--json']]) {
      const fake = backEnd({
        'run:estimate': () => ({ problems: [], missingColumns: [], warnings: [sentence] }),
      });
      const start = ['run', 'table.csv', '-p', 'x', '-m', 'mine', ...more];
      const { note } = await abai(fake, ...start, '--max-cost', '0.10');
      assert.ok(note.startsWith(`abai: ${sentence}\n`), note);
      const order = fake.requests.map(({ method }) => method);
      assert.ok(order.indexOf('run:estimate') < order.indexOf('run:start'), order.join(' '));
      // Without a cap nothing is looked at.
      assert.equal((await abai(fake, ...start)).note.includes(sentence), false);
    }
  });

  it('sends every model through its batch API with --native, and ends in 2 where there is none', async () => {
    const fake = backEnd();
    await abai(fake, 'run', 'table.csv', '-p', 'x', '-m', 'openai:gpt-4o,xai:grok', '--native');
    const { params } = fake.requests[1]! as { params: { models: unknown } };
    assert.deepEqual(params.models, [
      { model: 'openai:gpt-4o', native: true },
      { model: 'xai:grok', native: true },
    ]);
    const refused = backEnd({
      'run:start': () => {
        throw new AbaiError('invalid', 'Demo has no batch API: ask its models live.');
      },
    });
    const { code, note } = await abai(refused, 'run', 'table.csv', '-p', 'x', '-m', 'demo:swift', '--native');
    assert.equal(code, 2);
    assert.match(note, /no batch API/);
  });

  it('ends wrong use in 2 before anything is opened', async () => {
    const start = ['run', 'table.csv', '-p', 'x', '-m', 'demo:swift'];
    const wrong: [more: string[], sentence: RegExp][] = [
      [['--schema', join(folder, 'none.json')], /schema file .* cannot be read/],
      [['--schema', join(folder, 'list.json')], /must hold one JSON object/],
      [['--schema', join(folder, 'prompt.txt')], /must hold one JSON object/],
      [['--temperature', 'warm'], /number from 0 to 2/],
      [['--temperature', '2.1'], /number from 0 to 2/],
      [['--max-tokens', '0'], /--max-tokens needs a whole number/],
      [['--max-cost', 'much'], /--max-cost needs an amount/],
    ];
    for (const [more, sentence] of wrong) {
      const fake = backEnd();
      const { code, note } = await abai(fake, ...start, ...more);
      assert.equal(code, 2, more.join(' '));
      assert.match(note, sentence);
      assert.deepEqual(fake.requests, []);
    }
  });
});

describe('abai resume', () => {
  const asked = (fake: FakeClient) =>
    fake.requests.filter(({ method }) => method !== 'run:get').map(({ method, params }) => [method, params]);

  it('goes on with what is open and what failed, with a new cap and with more rows', async () => {
    const again = ['run:resume', { runId: 'r', failed: true }];
    const cases: [argv: string[], requests: unknown[]][] = [
      [[], [again]],
      [['--max-cost', '2'], [['run:resume', { runId: 'r', failed: true, maxCostUsd: 2 }]]],
      [
        ['--rows', '10'],
        [again, ['run:extend', { runId: 'r', rows: 10 }]],
      ],
      [['--all'], [again, ['run:extend', { runId: 'r' }]]],
    ];
    for (const [argv, requests] of cases) {
      const fake = backEnd();
      assert.equal((await abai(fake, 'resume', 'r', ...argv)).code, 0, argv.join(' '));
      assert.deepEqual(asked(fake), requests);
    }
  });

  it('ends wrong use in 2', async () => {
    const fake = backEnd({
      'run:extend': () => {
        throw new AbaiError('conflict', 'All rows of the table are in this run already.');
      },
    });
    for (const [argv, sentence] of [
      [['r', '--rows', '1', '--all'], /not both/],
      [['r', '--rows', 'some'], /whole number/],
      [[], /Name one run/],
      [['r', '--all'], /All rows of the table are in this run already/],
    ] as const) {
      const { code, note } = await abai(fake, 'resume', ...argv);
      assert.equal(code, 2, argv.join(' '));
      assert.match(note, sentence);
    }
  });
});
