import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, World } from './world.ts';

const png = 'iVBORw0KGgo=';
const code = {
  kind: 'text' as const,
  name: 'src/a.ts',
  uri: 'file:///w/src/a.ts',
  languageId: 'typescript',
  range: { startLine: 0, startCharacter: 0, endLine: 1, endCharacter: 3 },
  text: 'let a;\nlet b;',
};
const fencedCode = 'Attached file src/a.ts, lines 1-2:\n\n```typescript\nlet a;\nlet b;\n```';

describe('attachments of a question', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const start = (attachments: unknown[], models = ['one']): Promise<ComparisonDetail> =>
    world.request('comparison:start', { prompt: 'Why?', models, attachments } as never);

  const refused = (promise: Promise<unknown>, code: string, words: RegExp) =>
    assert.rejects(promise, (error: unknown) => {
      assert.ok(error instanceof AbaiError);
      assert.equal(error.code, code);
      assert.match(error.message, words);
      return true;
    });

  it('reach every model, text in the prompt and images as images, and stay with the question', async () => {
    const detail = await start(
      [code, { kind: 'image', name: 'x.png', mimeType: 'image/png', data: png }],
      ['one', 'two'],
    );
    for (const index of [0, 1]) {
      const { request } = await world.call(index);
      assert.deepEqual(request.turns, [
        { role: 'user', content: `${fencedCode}\n\nWhy?`, images: [{ mimeType: 'image/png', data: png }] },
      ]);
    }
    const [question] = detail.messages[detail.comparison.threads[1]!.conversationId]!;
    assert.equal(question!.content, 'Why?');
    const [first, second] = question!.attachments!;
    const { text: _, ...place } = code;
    assert.deepEqual({ ...first, hash: '', tokens: 0 }, { ...place, hash: '', bytes: 13, tokens: 0 });
    assert.deepEqual(
      { ...second, hash: '' },
      { kind: 'image', name: 'x.png', mimeType: 'image/png', hash: '', bytes: 8 },
    );
  });

  it('are sent again as part of the thread, with those of a follow-up and of an edit', async () => {
    const detail = await start([code]);
    (await world.call(0)).say(text('Because.'), end);
    await world.until(async () => (await world.store.messages.generating()).length === 0);
    const { id } = detail.comparison;
    const note = { kind: 'text' as const, name: 'note', text: 'short' };
    const after = await world.request('comparison:send', {
      comparisonId: id,
      content: 'And?',
      attachments: [note],
    });
    const { turns } = (await world.call(1)).request;
    assert.deepEqual(
      turns.map(({ content }) => content),
      [`${fencedCode}\n\nWhy?`, 'Because.', 'Attached file note:\n\n```\nshort\n```\n\nAnd?'],
    );
    (await world.call(1)).say(text('So.'), end);
    await world.until(async () => (await world.store.messages.generating()).length === 0);
    const [question] = after.messages[detail.comparison.threads[0]!.conversationId]!;
    await world.request('chat:edit', { messageId: question!.id, content: 'How?' });
    assert.deepEqual((await world.call(2)).request.turns, [
      { role: 'user', content: `${fencedCode}\n\nHow?` },
    ]);
  });

  it('can be given before they are sent, and then be named', async () => {
    const { attachments } = await world.request('attachment:keep', { attachments: [code] });
    assert.equal('text' in attachments[0]!, false);
    await start(attachments);
    assert.equal((await world.call(0)).request.turns[0]!.content, `${fencedCode}\n\nWhy?`);
    assert.deepEqual(await world.request('attachment:read', { attachment: attachments[0]! }), {
      content: code.text,
    });
  });

  it('are sent by chat:send too', async () => {
    const { id } = await world.request('conversation:create', {});
    const sending = world.request('chat:send', {
      conversationId: id,
      content: 'Why?',
      modelId: 'one',
      attachments: [code],
    });
    (await world.call(0)).say(text('So.'), end);
    assert.equal((await sending).userMessage.attachments?.length, 1);
    assert.equal(world.calls[0]!.request.turns[0]!.content, `${fencedCode}\n\nWhy?`);
  });

  it('are refused with a sentence when they are too many, too large, empty or binary, and nothing starts', async () => {
    const note = (content: string) => ({ kind: 'text', name: 'big.log', text: content });
    await refused(start(Array(21).fill(note('x'))), 'invalid', /Attach at most 20 things/);
    await refused(
      start([note('x'.repeat(2_000_001))]),
      'invalid',
      /“big.log” has 2.0 MB: a text may have 2.0 MB at most/,
    );
    await refused(start([note('a\0b')]), 'invalid', /“big.log” holds binary data/);
    await refused(start([note('')]), 'invalid', /“big.log” is empty/);
    const image = {
      kind: 'image',
      name: 'x.png',
      mimeType: 'image/png',
      data: Buffer.alloc(5_000_001).toString('base64'),
    };
    await refused(start([image]), 'invalid', /an image may have 5.0 MB at most/);
    await refused(start([{ ...image, mimeType: 'image/tiff', data: png }]), 'invalid', /./);
    assert.deepEqual(await world.request('comparison:list', {}), []);
  });

  it('whose content is gone: a new question says so, an old one goes on without it', async () => {
    const detail = await start([code]);
    (await world.call(0)).say(text('Because.'), end);
    await world.until(async () => (await world.store.messages.generating()).length === 0);
    await rm(join(world.dir, 'media'), { recursive: true });
    const [question] = detail.messages[detail.comparison.threads[0]!.conversationId]!;
    await refused(start(question!.attachments!), 'not-found', /“src\/a.ts” is no longer there/);
    await world.request('comparison:send', { comparisonId: detail.comparison.id, content: 'And?' });
    assert.match(
      (await world.call(1)).request.turns[0]!.content,
      /\(The content is no longer stored.\)\n\nWhy\?$/,
    );
  });
});
