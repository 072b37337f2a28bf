import type {
  GenerateContentResponse,
  GenerateContentResponseUsageMetadata,
  Part as WirePart,
} from '@google/genai/web';
import type { Part } from '../../core/ports/provider.ts';
import { usageOf } from '../../core/usage.ts';
import type { StopReason, Usage, Warning } from '../../protocol/generation.ts';
import { nothing, type WireReader } from '../part-stream.ts';

const reasons: Readonly<Record<string, StopReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  LANGUAGE: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
};

/** `searchesBilledEach`: each search query is billed (Gemini 3 and later), not each answer that searched. */
export function readContents(
  options: { searchesBilledEach?: boolean } = {},
): WireReader<GenerateContentResponse> {
  let finish: string | undefined;
  let warning: Warning | undefined;
  let usage: GenerateContentResponseUsageMetadata | undefined;
  let calls = 0;
  const queries = new Set<string>();
  const cited = new Set<string>();

  const partOf = (piece: WirePart): Part | undefined => {
    if (piece.text) return { type: piece.thought === true ? 'thinking' : 'text', text: piece.text };
    if (piece.functionCall) {
      const { id, name, args } = piece.functionCall;
      calls++;
      return {
        type: 'tool-call',
        call: { id: id ?? `call_${calls}`, name: name ?? '', arguments: args ?? {} },
      };
    }
    const media = piece.inlineData;
    if (media?.data && !piece.thought) {
      return { type: 'media', mimeType: media.mimeType ?? 'application/octet-stream', data: media.data };
    }
    return undefined;
  };

  return {
    read(chunk) {
      if (chunk.usageMetadata) usage = chunk.usageMetadata;
      const blocked = chunk.promptFeedback?.blockReason;
      if (blocked) {
        finish = 'SAFETY';
        warning = {
          code: 'prompt-blocked',
          message: `Gemini blocked the prompt (${blocked}); there is no answer.`,
        };
      }
      const candidate = chunk.candidates?.[0];
      if (candidate === undefined) return nothing;
      if (candidate.finishReason) {
        finish = candidate.finishReason;
        if (candidate.finishMessage) warning = { code: 'finish-message', message: candidate.finishMessage };
      }
      const parts: Part[] = [];
      for (const piece of candidate.content?.parts ?? []) {
        const part = partOf(piece);
        if (part !== undefined) parts.push(part);
      }
      const ground = candidate.groundingMetadata;
      if (ground !== undefined) {
        for (const query of ground.webSearchQueries ?? []) queries.add(query);
        for (const { web } of ground.groundingChunks ?? []) {
          if (!web?.uri || cited.has(web.uri)) continue;
          cited.add(web.uri);
          parts.push({
            type: 'citation',
            citation: web.title ? { url: web.uri, title: web.title } : { url: web.uri },
          });
        }
      }
      return parts;
    },
    finish() {
      if (finish === undefined) return undefined;
      const parts: Part[] = [];
      if (usage !== undefined) {
        const searches = options.searchesBilledEach ? queries.size : Math.min(1, queries.size);
        parts.push({ type: 'usage', usage: usageFromWire(usage, searches) });
      }
      const reason = reasons[finish] ?? 'other';
      if (warning === undefined && reason === 'other') {
        warning = { code: 'finish-reason', message: `Gemini ended the answer early (${finish}).` };
      }
      if (warning !== undefined) parts.push({ type: 'warning', warning });
      return [...parts, { type: 'end', reason: calls > 0 && reason === 'stop' ? 'tool-calls' : reason }];
    },
    countedSoFar: () => usage && usageFromWire(usage),
  };
}

/** Prompts of tools come on top of the prompt count, thoughts on top of the candidates' count. */
export function usageFromWire(usage: GenerateContentResponseUsageMetadata, searches = 0): Usage {
  return usageOf({
    input: [usage.promptTokenCount, usage.toolUsePromptTokenCount],
    output: [usage.candidatesTokenCount, usage.thoughtsTokenCount],
    cached: usage.cachedContentTokenCount,
    reasoning: usage.thoughtsTokenCount,
    searches,
  });
}
