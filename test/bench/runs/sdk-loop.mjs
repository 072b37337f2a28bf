/** What somebody would write by hand: `node sdk-loop.mjs FILE OUT CONCURRENCY stream|whole MODEL…` */
import { createWriteStream, readFileSync } from 'node:fs';
import OpenAI from 'openai';
import pLimit from 'p-limit';

const [file, out, concurrency, how, ...models] = process.argv.slice(2);
const client = new OpenAI();
const limit = pLimit(Number(concurrency));
const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
const lines = createWriteStream(out);
const ask = async (row, question, model) => {
  const body = { model, messages: [{ role: 'user', content: `Answer: ${question}` }] };
  let [output, usage] = ['', undefined];
  if (how === 'stream') {
    const stream = await client.chat.completions.create({
      ...body,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      output += chunk.choices[0]?.delta?.content ?? '';
      usage = chunk.usage ?? usage;
    }
  } else {
    const answer = await client.chat.completions.create(body);
    [output, usage] = [answer.choices[0].message.content, answer.usage];
  }
  lines.write(`${JSON.stringify({ row, model, output, usage })}\n`);
};
const calls = rows.flatMap((question, row) => models.map((model) => limit(() => ask(row, question, model))));
await Promise.all(calls);
lines.end();
