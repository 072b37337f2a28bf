import assert from 'node:assert/strict';
import { keepImages } from '../../src/backend/answer-images.ts';
import { AnswerText } from '../../src/backend/answer-text.ts';
import type { Media } from '../../src/core/ports/media.ts';
import { mostImageBytes } from '../../src/protocol/attachment-limits.ts';

describe('backend: images of an answer', () => {
  const kept: string[] = [];
  const media: Media = {
    keep: async (content) => {
      kept.push(Buffer.from(content).toString());
      return String(kept.length).repeat(64);
    },
    read: async () => undefined,
    sweep: async () => 0,
  };
  const image = (content: string, mimeType = 'image/png') =>
    ({ type: 'media', mimeType, data: Buffer.from(content).toString('base64') }) as const;

  it('are kept, in the order in which they came', async () => {
    const answer = new AnswerText();
    answer.take(image('a cat'));
    answer.take(image('a dog', 'image/webp'));
    const attachments = await keepImages(media, answer);
    assert.deepEqual(kept, ['a cat', 'a dog']);
    assert.deepEqual(attachments, [
      { kind: 'image', name: 'image-1.png', mimeType: 'image/png', hash: '1'.repeat(64), bytes: 5 },
      { kind: 'image', name: 'image-2.webp', mimeType: 'image/webp', hash: '2'.repeat(64), bytes: 5 },
    ]);
    assert.deepEqual(answer.warnings, []);
  });

  it('are told of when they are none that can be shown, or too large', async () => {
    const answer = new AnswerText();
    answer.take(image('<svg onload="x()">', 'image/svg+xml'));
    answer.take(image('hum', 'audio/wav'));
    answer.take(image('x'.repeat(mostImageBytes + 1)));
    assert.deepEqual(await keepImages(media, answer), []);
    assert.deepEqual(
      answer.warnings.map(({ code }) => code),
      ['media-left-out', 'media-left-out', 'media-left-out'],
    );
    assert.match(answer.warnings[0]!.message, /image\/svg\+xml/);
  });

  it('of a try that failed are dropped with the next', async () => {
    const answer = new AnswerText();
    answer.take(image('half'));
    answer.begin();
    assert.deepEqual(await keepImages(media, answer), []);
  });
});
