import type Anthropic from '@anthropic-ai/sdk';
import type { Message } from '@anthropic-ai/sdk/resources/messages';
import type { BatchApi, BatchRequest, BatchResult, BatchStatus } from '../../core/ports/provider.ts';
import { listPageSize, readBatchList } from '../batch-list.ts';
import { checkBatch, checkBatchBytes, lineBytes, type VendorLimits } from '../batch-requests.ts';
import { BrokenLine, oneResult } from '../batch-result.ts';
import type { CallTarget } from '../call-target.ts';
import { streamedFailure } from '../in-stream-failure.ts';
import { jsonLines } from '../json-lines.ts';
import { type CallContext, guardedItems, singleCall } from '../part-stream.ts';
import { stopReasons, usageFromWire } from './from-wire.ts';
import { toWire } from './to-wire.ts';

type Ready = { client: Anthropic; options: { signal: AbortSignal; headers: Record<string, string> } };
export type BatchCall = (signal: AbortSignal) => CallContext & { ready(): Promise<Ready> };

const limits: VendorLimits = {
  provider: 'Anthropic',
  requests: 100_000,
  bytes: 256_000_000,
  oneModel: false,
};

export function anthropicBatch(call: BatchCall): BatchApi {
  const lineOf = ({ customId, request }: BatchRequest) => {
    const wire = toWire(request);
    const { stream: _, ...params } = wire.body;
    return { line: { custom_id: customId, params }, headers: wire.headers };
  };

  return {
    limits,
    keepsLabels: false,
    bytesOf: (request) => lineBytes(lineOf(request).line),

    submit(requests, { signal }) {
      const context = call(signal);
      return singleCall(async () => {
        checkBatch(requests, limits);
        // The version is one for the whole batch: a single temperature asks for the one that takes it.
        const headers: Record<string, string> = {};
        let bytes = 0;
        const lines = requests.map((request) => {
          const { line, headers: own } = lineOf(request);
          Object.assign(headers, own);
          bytes += lineBytes(line);
          return line;
        });
        checkBatchBytes(bytes, limits);
        const { client, options } = await context.ready();
        const batch = await client.messages.batches.create(
          { requests: lines },
          { ...options, headers: { ...options.headers, ...headers } },
        );
        return batch.id;
      }, context);
    },

    status(batchId, { signal }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        const batch = await client.messages.batches.retrieve(batchId, {}, options);
        const counts = batch.request_counts;
        const total =
          counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired;
        const status: BatchStatus = {
          id: batch.id,
          state: 'running',
          total,
          // Both stay 0 until the whole batch has ended.
          succeeded: counts.succeeded,
          failed: counts.errored,
          expiresAt: Date.parse(batch.expires_at),
        };
        if (batch.processing_status === 'canceling') status.state = 'cancelling';
        else if (batch.processing_status === 'ended') {
          status.state = counts.canceled > 0 ? 'cancelled' : counts.expired > 0 ? 'expired' : 'ended';
        }
        return status;
      }, context);
    },

    async *results(batchId, { signal }) {
      const context = call(signal);
      // The SDK's own method would send the key to whatever address the batch names.
      const response = await singleCall(async () => {
        const { client, options } = await context.ready();
        const path = `/v1/messages/batches/${encodeURIComponent(batchId)}/results`;
        return client.get(path, options).asResponse();
      }, context);
      const lines = jsonLines(response, (text) => new BrokenLine(text));
      for await (const line of guardedItems(lines, context)) {
        const result = oneResult<ResultLine>(line, {
          provider: limits.provider,
          idName: 'custom_id',
          read: (whole) => resultOf(whole, context.target()),
        });
        if (result) yield result;
      }
    },

    cancel(batchId, { signal }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        await client.messages.batches.cancel(batchId, {}, options);
      }, context);
    },

    list({ signal, since }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        return readBatchList(
          async (after) => {
            const page = await client.messages.batches.list(
              { limit: listPageSize, ...(after === undefined ? {} : { after_id: after }) },
              options,
            );
            const batches = page.data.map(({ id, created_at, request_counts }) => ({
              id,
              createdAt: Date.parse(created_at),
              total: Object.values(request_counts).reduce((sum, count) => sum + count, 0),
            }));
            return { batches, next: page.has_more ? (page.last_id ?? undefined) : undefined };
          },
          { since, newestFirst: true },
        );
      }, context);
    },
  };
}

interface ResultLine {
  custom_id: string;
  result:
    | { type: 'succeeded'; message: Message }
    | { type: 'errored'; error?: { error?: { type?: string; message?: string } } }
    | { type: 'canceled' }
    | { type: 'expired' };
}

function resultOf({ custom_id: customId, result }: ResultLine, target: CallTarget): BatchResult {
  switch (result.type) {
    case 'succeeded': {
      let text = '';
      let thinking = '';
      for (const block of result.message.content) {
        if (block.type === 'text') text += block.text;
        if (block.type === 'thinking') thinking += block.thinking;
      }
      const usage = result.message.usage ? usageFromWire(result.message.usage) : undefined;
      const { stop_reason: reason } = result.message;
      const stopReason = reason === null ? 'other' : (stopReasons[reason] ?? 'other');
      return {
        customId,
        outcome: 'succeeded',
        text,
        stopReason,
        ...(thinking ? { thinking } : {}),
        ...(usage ? { usage } : {}),
      };
    }
    case 'canceled':
      return {
        customId,
        outcome: 'cancelled',
        code: 'cancelled',
        message: 'The batch was cancelled before this request.',
      };
    case 'expired':
      return {
        customId,
        outcome: 'expired',
        code: 'expired',
        message: 'The batch expired before this request.',
      };
    default: {
      // The error stands inside of an error.
      const inner = result.error?.error;
      const failure = streamedFailure({ code: inner?.type, message: inner?.message }, target);
      return { customId, outcome: 'failed', code: failure.code, message: failure.message };
    }
  }
}
