import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTemplate } from '../../src/core/template.ts';
import {
  forecast,
  forecastWords,
  mustAsk,
  question,
  timeBand,
  usdBand,
} from '../../webview/state/run-setup-estimate.ts';
import {
  beginning,
  fillRow,
  markPlaceholders,
  meantColumn,
  replacePlaceholder,
} from '../../webview/state/run-setup-text.ts';
import { estimateOf, gsm8k } from './run-setup-fixtures.ts';

const setup = (...models: string[]) => ({ prompts: [{ template: '{{question}}' }], models });
const castOf = (rows: number, ...models: string[]) => forecast(estimateOf(setup(...models), gsm8k), rows);
const band = (low: number, high: number) => ({ low, likely: (low + high) / 2, high });

describe('webview: the estimate in words', () => {
  it('writes bands, and one figure where both ends look the same', () => {
    assert.equal(usdBand(band(0.1, 0.3)), '$0.10–0.30');
    assert.equal(usdBand(band(0.101, 0.102)), '$0.10');
    assert.equal(usdBand(band(0, 0)), '$0');
    assert.equal(timeBand(band(200, 900)), 'under 1 s');
    assert.equal(timeBand(band(30_000, 200_000)), '30 s to 3 min');
    assert.equal(timeBand(band(7_200_000, 36_000_000)), '2.0 h to 10 h');
    assert.equal(timeBand(band(200_000_000, 200_000_000)), '2 days');
  });

  it('scales to the first rows', () => {
    assert.equal(forecastWords(castOf(5, 'demo:swift', 'openai:gpt-4o')), '10 calls, about $0.0045–0.0065');
    assert.equal(forecastWords(castOf(50, 'demo:swift')), '50 calls, free');
    assert.equal(castOf(900, 'demo:swift').rows, 50, 'never more than there are');
    assert.equal(forecastWords(castOf(1, 'openai:gpt-4o-mini')), '1 call, cost unknown');
    assert.equal(
      forecastWords(castOf(50, 'openai:gpt-4o', 'openai:gpt-4o-mini')),
      '100 calls, at least $0.045–0.065',
    );
    assert.equal(
      forecastWords(castOf(50, 'demo:swift', 'openai:gpt-4o-mini')),
      '100 calls, cost partly unknown',
    );
  });

  it('has a person asked above a dollar, above 1,000 calls, and when nobody knows the price', () => {
    const cast = { rows: 1, calls: 1000, cost: band(0.5, 1), unknownPrice: false };
    assert.equal(mustAsk(cast), false);
    assert.equal(mustAsk({ ...cast, calls: 1001 }), true);
    assert.equal(mustAsk({ ...cast, cost: band(0.5, 1.01) }), true);
    assert.equal(mustAsk({ ...cast, unknownPrice: true }), true);
  });

  it('asks with the numbers and says what the cap does', () => {
    const cast = { rows: 1319, calls: 2638, cost: band(1, 3), unknownPrice: false };
    assert.deepEqual(question(cast), {
      message: 'Run 1,319 rows?',
      detail: '2,638 calls, about $1.00–3.00.\nThere is no cost cap: the run does not stop by itself.',
    });
    assert.match(question({ ...cast, unknownPrice: true }, 2).detail, /There is no price for at least one/);
    assert.match(question(cast, 2).detail, /pauses before it would cost more than \$2\.00\.$/);
  });
});

describe('webview: placeholders of a prompt', () => {
  it('are marked where the back end finds them', () => {
    const piece = fc.constantFrom('{{a}}', '{{ b }}', '\\{{', '{{}}', '{', '}', 'a', '\n', '{{x y}}');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const source = pieces.join('');
        const parts = markPlaceholders(source, ['a']);
        assert.equal(parts.map(({ text }) => text).join(''), source);
        const marked = parts
          .filter(({ kind }) => kind !== 'text')
          .map(({ text }) => text.slice(2, -2).trim());
        assert.deepEqual([...new Set(marked)], [...parseTemplate(source).names]);
        const known = parts.filter(({ kind }) => kind === 'known');
        assert.ok(known.every(({ text }) => text === '{{a}}'));
      }),
    );
  });

  it('are filled as they are sent, and stay where there is no column', () => {
    const filled = fillRow('\\{{a}} {{a}} {{gone}}', ['a'], ['{{a}}']);
    assert.equal(filled.map(({ text }) => text).join(''), '{{a}} {{a}} {{gone}}');
    assert.deepEqual(
      filled.map(({ kind }) => kind),
      ['text', 'known', 'text', 'unknown'],
    );
  });

  it('are shown up to a length, with how much is left', () => {
    const parts = fillRow('ab{{a}}yz', ['a'], ['12345']);
    assert.deepEqual(beginning(parts, 4), {
      parts: [
        { text: 'ab', kind: 'text' },
        { text: '12', kind: 'known' },
      ],
      more: 5,
    });
    assert.equal(beginning(parts, 9).more, 0);
  });

  it('are put right by the column that was meant', () => {
    assert.equal(meantColumn('qestion', ['id', 'question']), 'question');
    assert.equal(meantColumn('zzz', ['id', 'question']), undefined);
    assert.equal(
      replacePlaceholder('{{ qestion }} {{id}} {{qestion}}', 'qestion', 'question'),
      '{{question}} {{id}} {{question}}',
    );
  });
});
