import type { GenerateContentResponse, GoogleGenAI, HttpOptions, InlinedRequest } from '@google/genai/web';
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
import type { CallTarget } from '../call-target.ts';
import { httpFailure } from '../http-failure.ts';
import { type CallContext, singleCall } from '../part-stream.ts';
import { readContents } from './from-wire.ts';
import { httpStatusOf } from './rpc-status.ts';
import { toWire } from './to-wire.ts';

/** `getJson` reads a path behind `/v1beta/` with the call's key: the SDK drops what a job says of its progress. */
export interface ReadyGemini {
  ai: GoogleGenAI;
  httpOptions: HttpOptions;
  getJson(path: string): Promise<unknown>;
}
export type BatchCall = (signal: AbortSignal) => CallContext & { ready(): Promise<ReadyGemini> };

/** What fits inline; a run that is larger becomes several batches. */
const limits: VendorLimits = {
  provider: 'Gemini',
  requests: 50_000,
  bytes: 20_000_000,
  oneModel: true,
};
const keyName = 'key';

interface WireBatch {
  name: string;
  metadata?: {
    displayName?: string;
    state?: string;
    createTime?: string;
    /** Counts are strings, as all 64-bit numbers of the API. */
    batchStats?: Record<
      'requestCount' | 'successfulRequestCount' | 'failedRequestCount' | 'pendingRequestCount',
      string | undefined
    >;
    output?: WireOutput;
  };
  error?: { code?: number; message?: string };
  response?: WireOutput;
}
interface WireOutput {
  inlinedResponses?: { inlinedResponses?: WireResult[] };
}
interface WireResult {
  metadata?: Record<string, string>;
  response?: GenerateContentResponse;
  error?: { code?: number; message?: string };
}

const states: Readonly<Record<string, BatchStatus['state']>> = {
  PENDING: 'submitted',
  QUEUED: 'submitted',
  RUNNING: 'running',
  UPDATING: 'running',
  PAUSED: 'running',
  SUCCEEDED: 'ended',
  PARTIALLY_SUCCEEDED: 'ended',
  FAILED: 'failed',
  CANCELLING: 'cancelling',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

export function geminiBatch(call: BatchCall): BatchApi {
  const nameOf = (batchId: string) => (batchId.startsWith('batches/') ? batchId : `batches/${batchId}`);
  const get = (batchId: string, signal: AbortSignal) => {
    const context = call(signal);
    return singleCall(async () => {
      const { getJson } = await context.ready();
      return (await getJson(nameOf(batchId))) as WireBatch;
    }, context);
  };

  const lineOf = ({ customId, request }: BatchRequest): InlinedRequest => {
    const { contents, config } = toWire(request).body;
    return { contents, config, metadata: { [keyName]: customId } };
  };

  return {
    limits,
    keepsLabels: true,
    // The client spells some of it longer than we do.
    bytesOf: (request) => lineBytes(lineOf(request)) + 100,

    submit(requests, { signal, label }) {
      const context = call(signal);
      return singleCall(async () => {
        checkBatch(requests, limits);
        const src = requests.map(lineOf);
        checkBatchBytes(
          src.reduce((sum, line) => sum + lineBytes(line), 0),
          limits,
        );
        const { ai, httpOptions } = await context.ready();
        const model = requests[0]?.request.model.id ?? '';
        const config = { displayName: label, httpOptions, abortSignal: signal };
        const job = await ai.batches.create({ model, src, config });
        return job.name ?? '';
      }, context);
    },

    async status(batchId, { signal }) {
      const batch = await get(batchId, signal);
      const { state = '', batchStats } = batch.metadata ?? {};
      const status: BatchStatus = {
        id: batch.name,
        state: states[state.replace(/^(JOB|BATCH)_STATE_/, '')] ?? 'running',
        total: Number(batchStats?.requestCount ?? 0),
        succeeded: Number(batchStats?.successfulRequestCount ?? 0),
        failed: Number(batchStats?.failedRequestCount ?? 0),
      };
      if (batch.error?.message) status.message = batch.error.message;
      return status;
    },

    async *results(batchId, { signal }) {
      const batch = await get(batchId, signal);
      const target = call(signal).target();
      const output = batch.response ?? batch.metadata?.output;
      for (const each of output?.inlinedResponses?.inlinedResponses ?? []) {
        const result = oneResult<WireResult>(each, {
          provider: limits.provider,
          idName: keyName,
          read: (whole) => resultOf(whole, target),
        });
        if (result) yield result;
      }
    },

    cancel(batchId, { signal }) {
      const context = call(signal);
      return singleCall(async () => {
        const { ai, httpOptions } = await context.ready();
        await ai.batches.cancel({ name: nameOf(batchId), config: { httpOptions, abortSignal: signal } });
      }, context);
    },

    list({ signal, since }) {
      const context = call(signal);
      return singleCall(async () => {
        const { getJson } = await context.ready();
        return readBatchList(
          async (token) => {
            const after = token === undefined ? '' : `&pageToken=${encodeURIComponent(token)}`;
            const page = (await getJson(`batches?pageSize=${listPageSize}${after}`)) as {
              operations?: WireBatch[];
              nextPageToken?: string;
            };
            return { batches: (page.operations ?? []).map(listed), next: page.nextPageToken || undefined };
          },
          { since, newestFirst: false },
        );
      }, context);
    },
  };
}

function listed({ name, metadata }: WireBatch): ListedBatch {
  const total = Number(metadata?.batchStats?.requestCount ?? 0);
  return {
    id: name,
    createdAt: Date.parse(metadata?.createTime ?? '') || 0,
    ...(metadata?.displayName ? { label: metadata.displayName } : {}),
    ...(total ? { total } : {}),
  };
}

function resultOf({ metadata, response, error }: WireResult, target: CallTarget): BatchResult {
  const customId = metadata?.[keyName] ?? '';
  if (response === undefined) {
    const message = error?.message ?? 'The batch ended before this request.';
    const status = httpStatusOf(error?.code);
    if (status === 499) return { customId, outcome: 'cancelled', code: 'cancelled', message };
    if (status === 504) return { customId, outcome: 'expired', code: 'expired', message };
    const failure = httpFailure({ status, message: error?.message }, target);
    return { customId, outcome: 'failed', code: failure.code, message: failure.message };
  }
  const reader = readContents();
  let text = '';
  let thinking = '';
  const parts = [...reader.read(response), ...(reader.finish() ?? [])];
  for (const part of parts) {
    if (part.type === 'text') text += part.text;
    if (part.type === 'thinking') thinking += part.text;
  }
  const usage = parts.find((part) => part.type === 'usage')?.usage;
  const stopReason = parts.find((part) => part.type === 'end')?.reason ?? 'other';
  return {
    customId,
    outcome: 'succeeded',
    text,
    stopReason,
    ...(thinking ? { thinking } : {}),
    ...(usage ? { usage } : {}),
  };
}
