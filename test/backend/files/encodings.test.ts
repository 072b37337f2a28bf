import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { openText } from '../../../src/backend/files/text-file.ts';
import { wholeText } from '../../../src/backend/files/whole-text.ts';
import { textEncodings } from '../../../src/core/text-encodings.ts';

/** Short texts as tables of questions have them. */
const texts: Readonly<Record<string, readonly string[]>> = {
  shift_jis: ['q\n日本の首都は？\n', '名前\nテスト\n', 'id,q\n1,東京\n'],
  'euc-jp': ['q\n日本の首都は？\n', '名前\nテスト\n'],
  gbk: ['q\n你好世界，中国\n', '姓名\n张三\n', 'id,q\n1,北京\n'],
  gb18030: ['q\n你好世界，中国㐀𠀀\n'],
  big5: ['q\n台灣的首都在哪裡？\n', '姓名\n王小明\n', 'id,q\n1,臺北\n'],
  'euc-kr': ['q\n한국의 수도는 어디입니까?\n', '이름\n김철수\n', 'id,q\n1,서울\n'],
  'windows-1252': [
    'q\ncafé\n',
    'n\nMüller\n',
    'q\nWas ist Größe?\n',
    'q\n“Smart quotes” – it’s 5 €\n',
    'q\nNaïve résumé\n',
    'q\nEl niño comió en la mañana\n',
    'q\n25 °C\n',
    'price\n£5\n',
    'a\n½ cup\n',
    'x\n§ 5 Abs. 2\n',
  ],
  'windows-1251': ['q\nСтолица России?\n', 'имя\nИван\n'],
  'koi8-r': ['вопрос,ответ\nКакая столица Франции?,Париж\n'],
  'windows-1250': ['q\nJaké je hlavní město České republiky?\n', 'pytanie\nJaka jest stolica Polski? Żółć\n'],
  'windows-1253': ['q\nΠοια είναι η πρωτεύουσα της Ελλάδας;\n'],
  'windows-1255': ['q\nמהי בירת ישראל?\n'],
  'windows-1256': ['q\nما هي عاصمة مصر؟\n'],
};

async function gathered(pieces: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

describe('the encoding of a text', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-encodings-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [encoding, all] of Object.entries(texts)) {
    it(`is told from its letters: ${encoding}`, async () => {
      for (const text of all) {
        const read = await wholeText(iconv.encode(text, encoding), 'it');
        assert.equal(read.text, text);
        assert.match(read.warnings.join(), /^it is not UTF-8\. .* choose its encoding \(--encoding\)\.$/);
      }
    });
  }

  it('is UTF-8 or UTF-16 where it is that, with a mark or without', async () => {
    for (const text of [
      '',
      'a',
      'q\nä\n',
      'Привет, мир\nдва\n',
      'Привет мир',
      '你好，世界\n中国 12\n',
      '🙂 ok\n',
    ]) {
      const little = Buffer.from(text, 'utf16le');
      const big = Buffer.from(little).swap16();
      const forms = [
        Buffer.from(text),
        Buffer.from(`\ufeff${text}`),
        ...(text === '' ? [] : [little, big]),
        Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
        Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
        iconv.encode(text, 'utf-32le', { addBOM: true }),
      ];
      for (const bytes of forms) assert.deepEqual(await wholeText(bytes, 'it'), { text, warnings: [] }, text);
    }
    const mail = await wholeText(Buffer.from('\u001b$B4A;z\u001b(B\n', 'latin1'), 'it');
    assert.equal(mail.text, '漢字\n');
  });

  it('is told from the whole file, wherever its pieces end', async () => {
    const path = join(folder, 'late.txt');
    // The first letter that is not ASCII lies before, on and behind the end of a piece of 64 KB.
    for (const plain of [65_533, 65_534, 65_535, 65_536, 200_000]) {
      for (const [encoding, text] of [
        ['utf-8', 'größe 日本 🙂'],
        ['windows-1252', 'café, niño, Größe'],
        ['shift_jis', '日本の首都は東京です'],
        ['gb18030', '你好世界，中国'],
      ] as const) {
        const whole = `${'a'.repeat(plain)}\n${text}\n`;
        await writeFile(path, iconv.encode(whole, encoding));
        const file = await openText(path);
        const pieces = await gathered(file.pieces());
        assert.equal(file.encoding, encoding);
        assert.ok(pieces.join('') === whole, `${encoding} behind ${plain}`);
      }
    }
  });

  it('may be named for what is neither UTF-8 nor UTF-16, and is all that people can choose', async () => {
    for (const { name } of textEncodings) {
      const text = iconv.encodingExists(name) ? iconv.decode(iconv.encode('a,b\n', name), name) : 'a,b\n';
      const path = join(folder, 'named.txt');
      await writeFile(path, iconv.encodingExists(name) ? iconv.encode(text, name) : text);
      const { encoding, pieces } = await openText(path, { encoding: name });
      assert.deepEqual([encoding, (await gathered(pieces())).join('')], [name, text]);
    }
    assert.equal((await wholeText(Buffer.from([0xcf, 0xf0]), 'it', 'windows-1251')).text, 'Пр');
    assert.equal((await wholeText(Buffer.from('ä'), 'it', 'windows-1251')).text, 'ä');
  });

  it('has no loss that is not told', async () => {
    const damaged: [bytes: Buffer, sentence: RegExp][] = [
      [Buffer.from('größe\n').subarray(0, 3), /damaged|cannot be told|not UTF-8/],
      [Buffer.from([...Buffer.from('größe naïve\n'), 0xc3]), /UTF-8 that is damaged in line 2/],
      [Buffer.from([...Buffer.from('\ufeffa\n'), 0xff]), /UTF-8 that is damaged in line 2/],
      [Buffer.from('a\0b\n'), /holds zero bytes, the first in line 1/],
      [Buffer.from('ok\nok\n\0'), /holds zero bytes, the first in line 3/],
      [Buffer.from('PK\u0003\u0004\0\0\0\u0008'), /holds zero bytes/],
      [Buffer.from('a b c d\n', 'utf16le').subarray(0, -1), /holds zero bytes, the first in line 1/],
      [iconv.encode('a b\n', 'utf-32le', { addBOM: false }), /holds zero bytes, the first in line 1/],
      [Buffer.from([0xff, 0xfe, 0x41]), /no text in UTF-16 LE, or it is damaged/],
    ];
    for (const [bytes, sentence] of damaged) {
      const read = wholeText(bytes, 'it').then(({ warnings }) => Promise.reject(new Error(warnings.join())));
      await assert.rejects(read, sentence);
    }
    const path = join(folder, 'damaged.txt');
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x41, 0, 10, 0, 0x41]));
    const { pieces } = await openText(path);
    await assert.rejects(gathered(pieces()), /damaged or cut off: after line \d it is no UTF-16 LE any more/);
  });
});
