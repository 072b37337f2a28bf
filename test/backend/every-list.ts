import assert from 'node:assert/strict';
import { join } from 'node:path';
import { AbaiError } from '../../src/protocol/errors.ts';
import { type MethodName, methods, type Params, type Result } from '../../src/protocol/methods.ts';
import type { World } from './world.ts';

/** Asks for everything that a page, a list or an export reads of a project, and holds each answer against its schema. */
export async function readEverything(world: World, projectId: string): Promise<void> {
  const ask = async <M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> => {
    const answer = await world.request(method, params).catch((error: unknown) => {
      throw new Error(`${method} of ${JSON.stringify(params)}: ${error}`, { cause: error });
    });
    const parsed = methods[method].result.safeParse(answer);
    assert.ok(parsed.success, `${method}: ${parsed.error?.message}`);
    return answer;
  };
  await ask('project:list', { archived: true });
  await ask('project:get', { projectId });
  await ask('project:budget', { projectId });
  await ask('prompt:list', {});
  await ask('profile:list', {});
  await ask('profile:export', {});
  await ask('comparison:recent-prompts', {});
  await ask('data:search', { text: 'sky', projectId });
  await ask('data:report', {});
  await ask('activity:get', { projectId });
  await ask('activity:now', {});
  await ask('activity:tasks', { filter: { projectId }, limit: 500 });
  await ask('activity:tasks', { filter: { projectId, text: 'answer' }, limit: 500 });
  await ask('vote:list', { projectId });
  await ask('vote:standings', { projectId });

  for (const { id } of await ask('comparison:list', { projectId })) {
    const { messages } = await ask('comparison:get', { comparisonId: id });
    for (const { attachments } of Object.values(messages).flat()) {
      for (const attachment of attachments ?? []) {
        await ask('attachment:read', { attachment }).catch((error: Error) => {
          assert.equal((error.cause as AbaiError).code, 'not-found', error.message);
        });
      }
    }
  }
  for (const { id } of await ask('conversation:list', { projectId })) {
    await ask('messages:list', { conversationId: id });
    await ask('chat:state', { conversationId: id });
  }
  for (const { id } of await ask('dataset:list', { projectId })) {
    await ask('dataset:get', { datasetId: id });
    await ask('dataset:rows', { datasetId: id });
  }
  for (const { id: runId, variants } of await ask('run:list', { projectId })) {
    await ask('run:get', { runId });
    await ask('run:summary', { runId });
    await ask('batch:list', { runId });
    const page = { runId, from: 0, limit: 100 };
    await ask('run:grid', page);
    await ask('run:grid', { ...page, search: 'a' });
    await ask('run:grid', { ...page, sort: { by: { column: 0 } } });
    for (const { id: variantId } of variants) {
      for (const key of ['status', 'output', 'cost', 'latency', 'tokens', 'passed'] as const)
        await ask('run:grid', { ...page, sort: { by: { variantId, key } } });
    }
    for (const { id } of (await ask('run:cells', { runId, limit: 50 })).slice(0, 4))
      await ask('run:cell', { cellId: id });
    for (const format of ['csv', 'jsonl', 'json', 'md'] as const)
      await ask('run:export', { runId, format, path: join(world.dir, `run.${format}`) });
  }
}

/** An import that is refused says so in a sentence, and is no fault of ours. */
export function assertRefused(error: unknown): true {
  assert.ok(error instanceof AbaiError, String(error));
  assert.ok(['invalid', 'conflict'].includes(error.code), `${error.code}: ${error.message}`);
  assert.match(error.message, /\. Nothing was imported\.$/u);
  return true;
}
