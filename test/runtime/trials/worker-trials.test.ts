import assert from 'node:assert/strict';
import type { Trial } from '../../../src/core/ports/trials.ts';
import { WorkerTrials } from '../../../src/runtime/trials/worker-trials.ts';
import { root } from '../../harness/vscode-install.ts';

const endless = '^(\\w+\\s?)*$';
const text = `${'word '.repeat(12)}and then it ends with a stop.`;
const pattern = (source: string, of: string, flags = ''): Trial => ({ pattern: source, flags, text: of });

describe('trials of patterns and schemas', () => {
  let trials: WorkerTrials;
  beforeEach(() => {
    trials = new WorkerTrials(root);
  });
  afterEach(() => trials.close());

  it('end what has no end, and judge all others', async () => {
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 10);
    const results = await trials.run([
      pattern('b', 'abc'),
      pattern(endless, text),
      pattern('^b', 'abc'),
      pattern('(', 'abc'),
      pattern('(?<=a)b', 'ab'),
    ]);
    clearInterval(turning);
    assert.deepEqual(
      results.map(({ fits }) => fits),
      [true, undefined, false, undefined, true],
    );
    assert.equal(results[1]!.detail, 'pattern took too long');
    assert.match(results[3]!.detail!, /pattern cannot be used: Invalid regular expression/);
    assert.ok(turns > 20, 'the thread that asked had turns meanwhile');
    assert.deepEqual(await trials.run([pattern('b', 'abc')]), [{ fits: true }]);
  });

  it('keep the meaning of JavaScript', async () => {
    const meanings: [source: string, text: string, fits: boolean, flags?: string][] = [
      ['^\\w+$', 'é', false],
      ['^\\s$', '\u00a0', true],
      ['^.$', '\u2028', false],
      ['^.$', '😀', false],
      ['^.$', '😀', true, 'u'],
      ['(a)\\1', 'aa', true],
      ['a(?!b)', 'ab', false],
      ['(?<!a)b', 'ab', false],
      ['^ß$', 'ẞ', true, 'iu'],
      ['a$', 'a\nb', false],
      ['a$', 'a\nb', true, 'm'],
      ['(?<y>\\d{4})', '2026', true],
      ['[\\p{L}--[a-z]]', 'a', false, 'v'],
      ['\\cJ', '\n', true],
      ['x{,2}', 'x{,2}', true],
    ];
    const results = await trials.run(meanings.map(([source, of, , flags]) => pattern(source, of, flags)));
    for (const [at, [source, of, fits]] of meanings.entries())
      assert.equal(results[at]!.fits, fits, `${source} in ${JSON.stringify(of)}`);
  });

  it('end patterns within schemas, also within names of properties, and tell what else does not fit', async () => {
    const results = await trials.run([
      { schema: { type: 'string', pattern: endless }, value: text },
      { schema: { patternProperties: { [endless]: { type: 'number' } } }, value: { [text]: 1 } },
      { schema: { type: 'object', required: ['a'] }, value: {} },
      { schema: { type: 'object', required: ['a'] }, value: { a: 1 } },
      { schema: { type: 'nonsense' }, value: 1 },
    ]);
    assert.deepEqual(
      results.map(({ fits }) => fits),
      [undefined, undefined, false, true, undefined],
    );
    assert.match(results[0]!.detail!, /^pattern took too long/);
    assert.match(results[1]!.detail!, /^pattern took too long/);
    assert.match(results[2]!.detail!, /answer must have required property 'a'/);
  });

  it('check formats, and tell those that nobody checks', async () => {
    const fits = async (format: string, value: string) =>
      (await trials.run([{ schema: { type: 'string', format }, value }]))[0]!.fits;
    const formats: [format: string, right: string, wrong: string][] = [
      ['date', '2026-12-01', '2026-13-01'],
      ['date-time', '2026-12-01T10:00:00Z', 'today'],
      ['email', 'a@b.de', 'a'],
      ['uri', 'https://a.b', 'a b'],
      ['uuid', '123e4567-e89b-12d3-a456-426614174000', '1'],
      ['ipv4', '127.0.0.1', '127.0.0.256'],
    ];
    for (const [format, right, wrong] of formats)
      assert.deepEqual([await fits(format, right), await fits(format, wrong)], [true, false], format);
    assert.equal(await trials.problemOf({ type: 'string', format: 'date' }), undefined);
    assert.match(
      (await trials.problemOf({ properties: { a: { format: 'colour' } } }))!,
      /format "colour" is not known/,
    );
    assert.match(
      (await trials.problemOf({ type: 'nonsense' }))!,
      /must be equal to one of the allowed values/,
    );
    const older = { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ format: 'date' }] };
    assert.equal(await trials.problemOf(older), undefined);
    assert.equal((await trials.run([{ schema: older, value: ['x'] }]))[0]!.fits, false);
  });

  it('lose patience with a pattern that never ends, and come to an end with thousands of answers', async () => {
    const results = await trials.run([
      ...Array.from({ length: 1000 }, () => pattern(endless, text)),
      pattern('b', 'abc'),
    ]);
    assert.ok(
      results.slice(0, -1).every(({ fits, detail }) => fits === undefined && /took too long/.test(detail!)),
    );
    assert.equal(results.at(-1)!.fits, true);
  }).timeout(60_000);

  it('have only a moment left when the back end closes', async () => {
    trials.hurry();
    const results = await trials.run(Array.from({ length: 100 }, () => pattern(endless, text)));
    assert.equal(results[0]!.detail, 'pattern took too long');
    assert.deepEqual(results[99], { fits: undefined });
  });

  it('reject what was under way when they are closed', async () => {
    const run = trials.run([pattern(endless, text)]);
    const rejected = assert.rejects(run, { code: 'unavailable' });
    await trials.close();
    await rejected;
    await assert.rejects(trials.run([pattern('a', 'a')]), { code: 'unavailable' });
  });

  it('survive what fills the memory', async () => {
    const results = await trials.run([
      pattern('a', 'a'),
      {
        schema: { type: 'array', uniqueItems: true },
        value: Array.from({ length: 200_000 }, (_, at) => [at]),
      },
      pattern('a', 'a'),
    ]);
    assert.deepEqual([results[0]!.fits, results[1]!.fits, results[2]!.fits], [true, undefined, true]);
  });
});
