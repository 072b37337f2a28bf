import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Part } from '../../../src/core/ports/provider.ts';
import { CoveredParts } from '../../../src/core/secrets/covered-parts.ts';
import { SecretCover } from '../../../src/core/secrets/secret-cover.ts';
import { secretForms } from '../../../src/core/secrets/secret-forms.ts';

const secret = fc.string({
  minLength: 12,
  maxLength: 40,
  unit: fc.constantFrom(...'abcXYZ0189_-+/=&"<> \\%éß'),
});
const words = (parts: readonly Part[]) =>
  parts.map((part) => (part.type === 'text' || part.type === 'thinking' ? part.text : '')).join('');

/** What is told of a text that comes in pieces which end at these places. */
function told(text: string, cuts: readonly number[], secrets: readonly string[]): Part[] {
  const parts = new CoveredParts(new SecretCover(secrets));
  const ends = [...new Set([...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  );
  let from = 0;
  const all: Part[] = [];
  for (const end of ends) {
    all.push(...parts.take({ type: 'text', text: text.slice(from, end) }));
    from = end;
  }
  return [...all, ...parts.end()];
}

describe('the parts of an answer that echoes a secret', () => {
  it('hold it in no form, however the text is cut into pieces', () => {
    fc.assert(
      fc.property(
        secret,
        fc.nat(),
        fc.string(),
        fc.string(),
        fc.array(fc.nat(), { maxLength: 30 }),
        (value, which, before, after, cuts) => {
          const forms = secretForms(value);
          const form = forms[which % forms.length]!;
          const shown = words(told(`${before}${form}${after}`, cuts, [value]));
          assert.ok(!shown.includes(form), `${form} in ${shown}`);
          assert.ok(!shown.includes(form.slice(4)), `${form} in ${shown}`);
        },
      ),
    );
  });

  it('hold it in Base64 of what is before and behind it', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), fc.boolean(), (value, before, after, forUrls) => {
        const encoded = Buffer.from(before + value + after).toString(forUrls ? 'base64url' : 'base64');
        const shown = words(told(encoded, [], [value]));
        assert.ok(!Buffer.from(shown, 'base64').toString().includes(value), shown);
        assert.ok(shown.includes('…'), shown);
      }),
    );
  });

  it('say everything else as it is, and nothing but its beginning late', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat()), (text, cuts) => {
        assert.equal(words(told(text, cuts, ['sk-proj-0123456789'])), text);
      }),
    );
    const parts = new CoveredParts(new SecretCover(['sk-proj-0123456789']));
    const take = (text: string) => words(parts.take({ type: 'text', text }));
    assert.deepEqual(
      [take('as'), take('k-'), take('it, sk-pr'), take('aise'), take(' sk-proj-012'), take('3456789.')],
      ['as', 'k-', 'it, ', 'sk-praise', ' ', '….'],
    );
  });

  it('are covered in tool calls, citations and warnings, and words that may begin one wait for the end', () => {
    const parts = new CoveredParts(new SecretCover(['tenant-secret-1']));
    const given: Part[] = [
      { type: 'thinking', text: 'tenant-' },
      { type: 'text', text: 'Hello tenant-sec' },
      { type: 'text', text: 'ret-1' },
      { type: 'citation', citation: { url: 'https://a.example/?t=tenant-secret-1', title: 'T' } },
      { type: 'tool-call', call: { id: '1', name: 'look', arguments: { deep: ['tenant-secret-1'] } } },
      { type: 'warning', warning: { code: 'empty-answer', message: 'for tenant-secret-1' } },
      { type: 'end', reason: 'stop' },
    ];
    const shown = given.flatMap((part) => parts.take(part));
    assert.ok(!JSON.stringify(shown).includes('tenant-secret-1'), JSON.stringify(shown));
    assert.deepEqual(
      shown.map(({ type }) => type),
      ['text', 'text', 'citation', 'tool-call', 'warning', 'thinking', 'end'],
    );
    assert.equal(words(shown), 'Hello …tenant-');
  });

  it('hold no secret where other parts stand between its pieces', () => {
    const value = 'Kk7-zQ9wXv3LmT8rBn2pYd5s';
    const between: Part[] = [
      { type: 'citation', citation: { url: 'https://a.example/' } },
      { type: 'tool-call', call: { id: '1', name: 'look', arguments: {} } },
      { type: 'warning', warning: { code: 'empty-answer', message: 'so' } },
    ];
    for (const form of secretForms(value)) {
      const parts = new CoveredParts(new SecretCover([value]));
      const pieces = form.match(/.{1,5}/gsu)!;
      const given = pieces.flatMap((text): Part[] => [
        { type: 'text', text },
        { type: 'thinking', text },
        ...between,
      ]);
      const shown = [...given, { type: 'end', reason: 'stop' } as const].flatMap((part) => parts.take(part));
      for (const type of ['text', 'thinking'])
        assert.equal(words(shown.filter((part) => part.type === type)), '…', `${type}: ${form}`);
    }
  });
});
