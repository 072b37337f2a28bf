import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { type Sentences, sentenceTranslator } from '../../src/core/sentences.ts';
import { httpFailure } from '../../src/providers/http-failure.ts';
import { networkFailure } from '../../src/providers/network-failure.ts';
import { readSources } from '../harness/architecture.ts';
import { scanSentences } from '../harness/scan-sentences.ts';
import { assertTranslated } from '../harness/translated.ts';
import { root } from '../harness/vscode-install.ts';

const json = readFileSync(path.join(root, 'data/l10n/sentences.de.json'), 'utf8');
const german: Sentences = JSON.parse(json);

describe('sentences in another language', () => {
  const say = sentenceTranslator({
    'Stopped.': 'Abgebrochen.',
    '{0} is slow ({1}). Wait.': '({1}) {0} ist langsam. Warten.',
    '{0} is slow ({1}). {2}': '{0} ist langsam: {1}. {2}',
    '{0} Then go on.': '{0} Dann weiter.',
    '{0} was given up: {1} Mend that.': '{0} ist aufgegeben: {1} Das beheben.',
    'Because: {0}.': 'Darum: {0}.',
    '{0} is not {1}': '{0} ist nicht {1}',
    'it is a folder': 'es ist ein Ordner',
  });

  it('are found by their shape, and take the values over', () => {
    assert.equal(say('Stopped.'), 'Abgebrochen.');
    assert.equal(say('GPT 6 is slow (a (b). c). Wait.'), '(a (b). c) GPT 6 ist langsam. Warten.');
    assert.equal(say('$& is slow ({0}). Wait.'), '({0}) $& ist langsam. Warten.');
  });

  it('are those that say most, where several have the shape', () => {
    assert.equal(say('A is slow (1). Wait.'), '(1) A ist langsam. Warten.');
    assert.equal(say('A is slow (1). Hurry.'), 'A ist langsam: 1. Hurry.');
  });

  it('may stand within others, and behind each other', () => {
    assert.equal(say('Because: it is a folder.'), 'Darum: es ist ein Ordner.');
    assert.equal(say('A is slow (1). Wait. Then go on.'), '(1) A ist langsam. Warten. Dann weiter.');
    assert.equal(say('Nobody knows this. Then go on.'), 'Nobody knows this. Dann weiter.');
    assert.equal(
      say('A was given up: Stopped. Mend that. B was given up: Oh. Mend that.'),
      'A ist aufgegeben: Abgebrochen. Das beheben. B ist aufgegeben: Oh. Das beheben.',
    );
    assert.equal(say('comparison:start: prompt: Stopped.'), 'comparison:start: prompt: Abgebrochen.');
  });

  it('stay as they are where nothing is known, or only a shape that says next to nothing', () => {
    for (const text of [
      '',
      ' ',
      'Unheard of.',
      'is slow (',
      'a: b: c',
      'This is not allowed',
      'constructor',
    ]) {
      assert.equal(say(text), text);
      assert.equal(sentenceTranslator({})(text), text);
    }
    assert.equal(say('-5.5 is not 1e+21'), '-5.5 ist nicht 1e+21');
  });

  it('keep the blanks around them', () => {
    assert.equal(say(' Stopped.\n'), ' Abgebrochen.\n');
  });

  // What would go back and forth over such a text would not come to an end before the test's time is over.
  it('end with any text', () => {
    const real = sentenceTranslator(german);
    for (const piece of [
      '{0}',
      ' is slow (',
      'a: ',
      '. ',
      'Stopped. ',
      ' and ',
      ', line 1: ',
      '" or "',
      '1 is not ',
    ]) {
      const text = piece.repeat(2000 / piece.length);
      assert.ok(real(text).length < 10_000, piece);
      assert.ok(say(`${text} is slow (`).length < 10_000, piece);
    }
    const long = `A is slow (${'1'.repeat(3000)}). Wait.`;
    assert.equal(say(long), long);
  });
});

/** Files and sentences that nobody reads in VS Code. */
const unseen: Record<string, readonly string[] | 'everything'> = {
  // Only the command line has checks in this notation, and keys in files and variables.
  'src/core/checks/notation.ts': 'everything',
  'src/runtime/environment.ts': 'everything',
  'src/runtime/key-file-vault.ts': 'everything',
  // What models are told, and what the demo models answer: it is shown as it was said.
  'src/providers/demo/voices.ts': 'everything',
  'src/providers/demo/answer.ts': ['I ask for {0}.'],
  'src/providers/json-instruction.ts': 'everything',
  'src/providers/openai/to-wire.ts': ['Answer with one JSON object.'],
  'src/providers/openai-compatible/to-wire.ts': ['Answer with one JSON object.'],
  'src/backend/tool-approval.ts': [
    'The user did not allow this call. Go on without it, or say what you need it for.',
  ],
  'src/backend/tool-rounds.ts': ['There is no tool named “{0}”.'],
  // For who programs a client, or this product: no window and no page does that.
  'src/core/statistics.ts': 'everything',
  'src/backend/chat.ts': ['chat:cancel needs a messageId or a comparisonId.'],
  'src/backend/dispatch.ts': ['This requestId was used before for {0}.', 'Unknown request type: {0}'],
  'src/gateway/dispatch.ts': ['Unknown request type: {0}'],
  'src/gateway/page-session.ts': ['Unknown request type: {0}', 'This panel has no {0}.'],
  'src/gateway/owner/reverse-methods.ts': ['Unknown request type: {0}'],
  'src/store/sqlite-store.ts': 'everything',
  'src/store/engine/connection.ts': ['The store was asked to run an empty statement.'],
  'src/store/engine/import-map.ts': 'everything',
  'src/store/engine/kysely-dialect.ts': 'everything',
  'src/store/engine/statement.ts': 'everything',
};

describe("the back end's sentences", () => {
  const files = readSources(['src']).map(({ path: file, text }) => ({ file, ...scanSentences(text) }));
  const layers = files.filter(({ file }) => !/^src\/(?:extension|cli)\//.test(file));

  it('are all there in German', () => {
    assert.ok(layers.flatMap(({ sentences }) => sentences).length > 300, 'the scan found next to nothing');
    for (const { file, sentences } of layers) {
      const left = sentences.filter((text) => !(text in german));
      const known = unseen[file] ?? [];
      if (known === 'everything') assert.notEqual(left.length, 0, `${file} has no such sentences any more`);
      else
        assert.deepEqual([...new Set(left)].sort(), [...known].sort(), `${file} says this in English only`);
    }
    for (const file of Object.keys(unseen))
      assert.ok(
        layers.some((layer) => layer.file === file),
        file,
      );
  });

  it('are made somewhere, each that has German', () => {
    const texts = files.flatMap((each) => each.texts);
    const shapes = texts
      .filter((text) => (text.replaceAll(/\{\d\}/g, '').match(/\p{L}/gu)?.length ?? 0) >= 4)
      .map(shapeOf);
    // Whoever takes up a part of a sentence may put the stop behind it.
    const isMade = (text: string) => shapes.some((shape) => shape.test(text));
    const unused = Object.keys(german).filter((text) => !isMade(text) && !isMade(text.replace(/\.$/, '')));
    assert.deepEqual(unused, []);
  });

  it('have all their values in German too', () => {
    assertTranslated(Object.fromEntries(Object.keys(german).map((text) => [text, text])), german);
  });

  it('are each told from all others', () => {
    const say = sentenceTranslator(german);
    const filled = (text: string) => text.replaceAll(/\{(\d)\}/g, '1$1');
    for (const [text, said] of Object.entries(german)) assert.equal(say(filled(text)), filled(said), text);
  });

  it('stand in the order of the alphabet, each once, without blanks around them', () => {
    const keys = [...json.matchAll(/^ {2}("(?:[^"\\]|\\.)*"):/gm)].map(
      ([, key]) => JSON.parse(key!) as string,
    );
    const order = new Intl.Collator('en').compare;
    assert.deepEqual(
      keys,
      Object.keys(german).sort((a, b) => order(a, b) || (a < b ? -1 : 1)),
    );
    for (const [text, said] of Object.entries(german))
      assert.deepEqual([text.trim(), said.trim()], [text, said]);
  });

  it('come out in German as they are made', () => {
    const say = sentenceTranslator(german);
    const target = {
      provider: 'Ollama',
      baseUrl: 'http://localhost:11434',
      startHint: 'Start Ollama (`ollama serve`), or correct its address.',
    };
    const refused = httpFailure({ status: 400, message: 'Streaming is not allowed.' }, target);
    assert.equal(
      say(refused.message),
      'Ollama hat die Anforderung abgelehnt (400). Streaming is not allowed.',
    );
    const unreachable = networkFailure(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), target);
    assert.equal(
      say(unreachable?.message ?? ''),
      'Unter localhost:11434 antwortet nichts: Die Verbindung wurde abgelehnt. Ollama starten (`ollama serve`) oder die Adresse berichtigen.',
    );
  });
});

/** Matches what a text becomes with its values, among it a text for some of them. */
function shapeOf(text: string): RegExp {
  const pieces = text.split(/\{\d\}/).map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[^]*')}$`);
}

describe('the scan for sentences', () => {
  it('reads what errors say, and what reads as a sentence', () => {
    const hole = (name: string) => `\${${name}}`;
    const source = [
      `throw new AbaiError('invalid', isOld ? 'too old' : \`${hole('name')} is \` + 'new');`,
      `const reason = \`Wait for ${hole("how || 'a while'")}.\`;`,
      "const word = 'word'; log.warn('This is in the log.'); throw new Error('This is for a developer.');",
      'sql`Not this one here.`;',
    ].join('\n');
    const { sentences, texts } = scanSentences(source);
    assert.deepEqual(sentences, ['too old', '{0} is new', 'Wait for {0}.']);
    assert.deepEqual(texts, [
      'too old',
      '{0} is new',
      'invalid',
      'Wait for {0}.',
      'a while',
      'word',
      'This is for a developer.',
    ]);
  });
});
