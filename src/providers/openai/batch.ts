import type OpenAI from 'openai';
import type { Response as WireResponse } from 'openai/resources/responses/responses';
import type {
  BatchApi,
  BatchRequest,
  BatchResult,
  BatchStatus,
  ListedBatch,
} from '../../core/ports/provider.ts';
import { listPageSize, readBatchList } from '../batch-list.ts';
import { checkBatch, checkBatchBytes, lineBytes, type VendorLimits } from '../batch-requests.ts';
import { BrokenLine, oneResult } from '../batch-result.ts';
import type { CallTarget } from '../call-target.ts';
import { httpFailure } from '../http-failure.ts';
import { jsonLines } from '../json-lines.ts';
import { type CallContext, guardedItems, singleCall } from '../part-stream.ts';
import { toWire } from './to-wire.ts';
import { wholeResponse } from './whole-response.ts';

type Ready = { client: OpenAI; options: { signal: AbortSignal; headers: Record<string, string> } };
export type BatchCall = (signal: AbortSignal) => CallContext & { ready(): Promise<Ready> };

const limits: VendorLimits = {
  provider: 'OpenAI',
  requests: 50_000,
  bytes: 200_000_000,
  oneModel: true,
};
const labelKey = 'abai_label';

const states: Readonly<Record<string, BatchStatus['state']>> = {
  validating: 'submitted',
  in_progress: 'running',
  finalizing: 'running',
  completed: 'ended',
  failed: 'failed',
  expired: 'expired',
  cancelling: 'cancelling',
  cancelled: 'cancelled',
};

/** One line of the file of requests; xAI takes the same. */
export function fileLine(customId: string, whole: { stream?: unknown }) {
  const { stream: _, ...body } = whole;
  return { custom_id: customId, method: 'POST', url: '/v1/responses', body };
}

export function openAiBatch(call: BatchCall): BatchApi {
  const lineOf = ({ customId, request }: BatchRequest) => fileLine(customId, toWire(request).body);

  return {
    limits,
    keepsLabels: true,
    bytesOf: (request) => lineBytes(lineOf(request)),

    submit(requests, { signal, label }) {
      const context = call(signal);
      return singleCall(async () => {
        checkBatch(requests, limits);
        const lines = requests.map((request) => JSON.stringify(lineOf(request)));
        const file = new File([lines.join('\n')], 'batch.jsonl', { type: 'application/jsonl' });
        checkBatchBytes(file.size, limits);
        const { client, options } = await context.ready();
        const uploaded = await client.files.create({ file, purpose: 'batch' }, options);
        const batch = await client.batches.create(
          {
            input_file_id: uploaded.id,
            endpoint: '/v1/responses',
            completion_window: '24h',
            metadata: { [labelKey]: label.slice(0, 512) },
          },
          options,
        );
        return batch.id;
      }, context);
    },

    status(batchId, { signal }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        const batch = await client.batches.retrieve(batchId, options);
        const counts = batch.request_counts;
        const status: BatchStatus = {
          id: batch.id,
          state: states[batch.status] ?? 'running',
          total: counts?.total ?? 0,
          succeeded: counts?.completed ?? 0,
          failed: counts?.failed ?? 0,
        };
        if (batch.expires_at) status.expiresAt = batch.expires_at * 1000;
        const error = batch.errors?.data?.[0];
        if (error?.message) status.message = error.message;
        if (error?.code === 'token_limit_exceeded') status.full = true;
        return status;
      }, context);
    },

    async *results(batchId, { signal }) {
      const context = call(signal);
      const { ready, files } = await singleCall(async () => {
        const made = await context.ready();
        const batch = await made.client.batches.retrieve(batchId, made.options);
        return { ready: made, files: [batch.output_file_id, batch.error_file_id] };
      }, context);
      // What failed stands in a file of its own, and either may be missing.
      for (const file of files) {
        if (!file) continue;
        const content = await singleCall(() => ready.client.files.content(file, ready.options), context);
        const lines = jsonLines(content, (text) => new BrokenLine(text));
        for await (const line of guardedItems(lines, context)) {
          const result = oneResult<ResultLine>(line, {
            provider: limits.provider,
            idName: 'custom_id',
            read: (whole) => resultOf(whole, context.target()),
          });
          if (result) yield result;
        }
      }
    },

    cancel(batchId, { signal }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        await client.batches.cancel(batchId, options);
      }, context);
    },

    list({ signal, since }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        return readBatchList(
          async (after) => {
            const page = await client.batches.list(
              { limit: listPageSize, ...(after === undefined ? {} : { after }) },
              options,
            );
            return { batches: page.data.map(listed), next: page.has_more ? page.data.at(-1)?.id : undefined };
          },
          { since, newestFirst: true },
        );
      }, context);
    },
  };
}

function listed({ id, created_at, metadata, request_counts }: OpenAI.Batch): ListedBatch {
  const label = metadata?.[labelKey];
  return {
    id,
    createdAt: created_at * 1000,
    ...(label === undefined ? {} : { label }),
    // Zero until the file was looked through.
    ...(request_counts?.total ? { total: request_counts.total } : {}),
  };
}

interface ResultLine {
  custom_id: string;
  response?: {
    status_code: number;
    body?: Partial<WireResponse> & { error?: { code?: string; message?: string } };
  };
  error?: { code?: string; message?: string } | null;
}

function resultOf({ custom_id: customId, response, error }: ResultLine, target: CallTarget): BatchResult {
  const status = response?.status_code ?? 0;
  const failed = error ?? response?.body?.error;
  if (status >= 200 && status < 300 && !failed && response?.body) {
    const { text, thinking, usage, stopReason } = wholeResponse(response.body);
    return {
      customId,
      outcome: 'succeeded',
      text,
      stopReason,
      ...(thinking ? { thinking } : {}),
      ...(usage ? { usage } : {}),
    };
  }
  const code = failed?.code ?? 'provider';
  const message = failed?.message ?? `The request ended with status ${status}.`;
  if (code === 'batch_expired') return { customId, outcome: 'expired', code, message };
  if (code === 'batch_cancelled') return { customId, outcome: 'cancelled', code, message };
  const failure = httpFailure({ status: status >= 300 ? status : 500, code, message }, target);
  return { customId, outcome: 'failed', code: failure.code, message: failure.message };
}
