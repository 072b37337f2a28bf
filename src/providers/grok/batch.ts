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
import { oneResult } from '../batch-result.ts';
import { type CallTarget, vendorWords } from '../call-target.ts';
import { fileLine } from '../openai/batch.ts';
import { wholeResponse } from '../openai/whole-response.ts';
import { type CallContext, singleCall } from '../part-stream.ts';
import { costFromWire } from './from-wire.ts';
import { toWire } from './to-wire.ts';

type Ready = { client: OpenAI; options: { signal: AbortSignal; headers: Record<string, string> } };
export type BatchCall = (signal: AbortSignal) => CallContext & { ready(): Promise<Ready> };

const limits: VendorLimits = { provider: 'xAI', requests: 50_000, bytes: 200_000_000, oneModel: false };

interface WireBatch {
  batch_id: string;
  name?: string;
  create_time?: string;
  expire_time?: string;
  cancel_time?: string | null;
  state?: {
    num_requests?: number;
    num_pending?: number;
    num_success?: number;
    num_error?: number;
    num_cancelled?: number;
  };
}

interface WireResult {
  batch_request_id: string;
  error_message?: string;
  batch_result?: {
    /** One answer, under the name of the endpoint that made it. */
    response?: Record<string, Partial<WireResponse>>;
    error?: string | { code?: string; message?: string };
  };
}

/** xAI takes OpenAI's file of requests; states, results and cancelling are its own. */
export function grokBatch(call: BatchCall): BatchApi {
  const pathOf = (batchId: string) => `/batches/${encodeURIComponent(batchId)}`;

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
        const body = { name: label, input_file_id: uploaded.id };
        const batch = await client.post<WireBatch>('/batches', { ...options, body });
        return batch.batch_id;
      }, context);
    },

    status(batchId, { signal }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        return statusOf(await client.get<WireBatch>(pathOf(batchId), options));
      }, context);
    },

    async *results(batchId, { signal }) {
      const context = call(signal);
      let token: string | undefined;
      do {
        const page = await singleCall(async () => {
          const { client, options } = await context.ready();
          const query = { limit: listPageSize, ...(token ? { pagination_token: token } : {}) };
          return client.get<{ results?: WireResult[]; pagination_token?: string | null }>(
            `${pathOf(batchId)}/results`,
            { ...options, query },
          );
        }, context);
        for (const each of page.results ?? []) {
          const result = oneResult<WireResult>(each, {
            provider: limits.provider,
            idName: 'batch_request_id',
            read: (whole) => resultOf(whole, context.target()),
          });
          if (result) yield result;
        }
        token = page.pagination_token ?? undefined;
      } while (token);
    },

    cancel(batchId, { signal }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        await client.post(`${pathOf(batchId)}:cancel`, options);
      }, context);
    },

    list({ signal, since }) {
      const context = call(signal);
      return singleCall(async () => {
        const { client, options } = await context.ready();
        return readBatchList(
          async (token) => {
            const query = { limit: listPageSize, ...(token ? { pagination_token: token } : {}) };
            const page = await client.get<{ batches?: WireBatch[]; pagination_token?: string | null }>(
              '/batches',
              { ...options, query },
            );
            return { batches: (page.batches ?? []).map(listed), next: page.pagination_token || undefined };
          },
          { since, newestFirst: false },
        );
      }, context);
    },
  };
}

/** There is no state but the counters. */
function statusOf(batch: WireBatch): BatchStatus {
  const counts = batch.state ?? {};
  const total = counts.num_requests ?? 0;
  const pending = counts.num_pending ?? 0;
  const status: BatchStatus = {
    id: batch.batch_id,
    state: total === 0 ? 'submitted' : pending > 0 ? 'running' : 'ended',
    total,
    succeeded: counts.num_success ?? 0,
    failed: counts.num_error ?? 0,
  };
  if (batch.cancel_time) status.state = pending > 0 ? 'cancelling' : 'cancelled';
  const expires = Date.parse(batch.expire_time ?? '');
  if (!Number.isNaN(expires)) status.expiresAt = expires;
  return status;
}

function listed({ batch_id: id, name, create_time, state }: WireBatch): ListedBatch {
  return {
    id,
    createdAt: Date.parse(create_time ?? '') || 0,
    ...(name ? { label: name } : {}),
    ...(state?.num_requests ? { total: state.num_requests } : {}),
  };
}

function resultOf(result: WireResult, target: CallTarget): BatchResult {
  const { batch_request_id: customId, batch_result: made } = result;
  const response = Object.values(made?.response ?? {})[0];
  if (response?.output) {
    const { text, thinking, usage, stopReason } = wholeResponse(response);
    const cost = response.usage && costFromWire(response.usage);
    return {
      customId,
      outcome: 'succeeded',
      text,
      stopReason,
      ...(thinking ? { thinking } : {}),
      ...(usage ? { usage } : {}),
      ...(cost ? { cost } : {}),
    };
  }
  const error = made?.error;
  const words = (typeof error === 'string' ? error : error?.message) ?? result.error_message;
  const message = vendorWords(words || 'The request ended without an answer', target.key);
  const cancelled = /cancel/i.test(words ?? '');
  return cancelled
    ? { customId, outcome: 'cancelled', code: 'cancelled', message }
    : { customId, outcome: 'failed', code: 'provider', message };
}
