import assert from 'node:assert/strict';
import { imageSize } from '../../src/core/image-size.ts';
import { imageTokens } from '../../src/core/image-tokens.ts';

const of = (provider: string, model: string, width: number, height: number) =>
  imageTokens(provider, model, { width, height });
const likely = (...args: Parameters<typeof of>) => of(...args).likely;

describe('the tokens of an image', () => {
  it('are those of the examples that OpenAI gives', () => {
    assert.equal(likely('openai', 'gpt-4o', 1024, 1024), 765);
    assert.equal(likely('openai', 'gpt-4o', 2048, 4096), 1105);
    assert.equal(likely('openai', 'gpt-4.1', 1024, 1024), 1024);
    assert.equal(likely('openai', 'gpt-4.1-mini', 1024, 1024), Math.round(1024 * 1.62));
    assert.equal(likely('openai', 'gpt-5', 512, 512), 210);
    assert.equal(likely('openai', 'gpt-5-pro', 512, 512), 210);
    assert.equal(likely('openai', 'o3', 512, 512), 225);
  });

  it('lie between the rules of its kin for a model that OpenAI’s rules do not name', () => {
    const { low, likely, high } = of('openai', 'gpt-6.1-sol', 1024, 1024);
    assert.deepEqual([low, likely, high], [630, 1229, 1659]);
    assert.deepEqual(of('openai', 'gpt-5.4-mini', 1024, 1024), { low, likely, high });
  });

  it('are patches of 28 pixels at Anthropic, of an image that is made smaller first', () => {
    assert.deepEqual(of('anthropic', 'claude-sonnet-5-5', 200, 200), { low: 64, likely: 64, high: 64 });
    assert.equal(likely('anthropic', 'claude-sonnet-5-5', 1092, 1092), 39 * 39);
    const large = of('anthropic', 'claude-sonnet-5-5', 6000, 6000);
    assert.deepEqual([large.low, large.high], [1568, 4784]);
  });

  it('are tiles at xAI, and at Gemini tiles or, for newer models, a number by resolution', () => {
    assert.equal(likely('grok', 'grok-4.7', 448, 448), 512);
    assert.equal(likely('grok', 'grok-4.7', 5000, 5000), 1792);
    assert.equal(likely('gemini', 'gemini-2.5-flash', 384, 384), 258);
    assert.equal(likely('gemini', 'gemini-2.5-flash', 960, 540), 258 * 6);
    assert.deepEqual(of('gemini', 'gemini-3.8-flash', 960, 540), { low: 560, likely: 1120, high: 1120 });
    assert.equal(likely('gemini', 'gemini-4-argon', 10, 10), 1120);
  });

  it('are a wide guess elsewhere, and none at the demo models', () => {
    const { low, high } = of('ollama', 'gemma3:4b', 1024, 1024);
    assert.ok(high > low * 4);
    assert.equal(likely('demo', 'swift', 1024, 1024), 0);
  });
});

describe('the size of an image', () => {
  const bytes = (...parts: (string | number[])[]) =>
    new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))));
  const png = bytes('\u0089PNG\r\n\u001a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 3, 32], [0, 0, 2, 88]);
  const exif = [0xff, 0xe1, 0, 6, 1, 2, 3, 4];
  const jpeg = bytes([0xff, 0xd8], exif, [0xff], [0xff, 0xc2, 0, 17, 8, 2, 88, 3, 32, 3]);
  const riff = (kind: string, rest: number[]) =>
    bytes('RIFF', [9, 9, 9, 9], 'WEBP', kind, [9, 9, 9, 9], rest);

  it('stands at the beginning of the file, in each kind of its own', () => {
    const whole = { width: 800, height: 600 };
    assert.deepEqual(imageSize(png), whole);
    assert.deepEqual(imageSize(bytes('GIF89a', [32, 3, 88, 2])), whole);
    assert.deepEqual(imageSize(jpeg), whole);
    assert.deepEqual(imageSize(riff('VP8X', [0, 0, 0, 0, 31, 3, 0, 87, 2, 0])), whole);
    assert.deepEqual(imageSize(riff('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, 32, 3, 88, 2])), whole);
    const packed = (800 - 1) | ((600 - 1) << 14);
    const lossless = [0x2f, packed & 255, (packed >> 8) & 255, (packed >> 16) & 255, (packed >> 24) & 255];
    assert.deepEqual(imageSize(riff('VP8L', [...lossless, 0, 0, 0, 0, 0])), whole);
  });

  it('is not known where the file ends too early or is none', () => {
    for (const file of [png, jpeg, bytes('GIF89a', [32, 3, 88, 2])])
      for (let end = 0; end < file.length - 4; end++)
        assert.doesNotThrow(() => imageSize(file.subarray(0, end)), `${end}`);
    assert.equal(imageSize(png.subarray(0, 20)), undefined);
    assert.equal(imageSize(bytes('no image at all, but a text')), undefined);
    assert.equal(imageSize(bytes([0xff, 0xd8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), undefined);
  });
});
