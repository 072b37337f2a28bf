import type { ChatResponse } from 'ollama/browser';
import type { Part } from '../../core/ports/provider.ts';
import { usageOf } from '../../core/usage.ts';
import type { StopReason } from '../../protocol/generation.ts';
import type { WireReader } from '../part-stream.ts';

const reasons: Readonly<Record<string, StopReason>> = { stop: 'stop', length: 'length' };

export function readChat(): WireReader<ChatResponse> {
  let done = false;
  let reason: string | undefined;
  let calls = 0;

  return {
    read(chunk) {
      const parts: Part[] = [];
      const { message } = chunk;
      if (message?.thinking) parts.push({ type: 'thinking', text: message.thinking });
      if (message?.content) parts.push({ type: 'text', text: message.content });
      if (message?.tool_calls) {
        for (const call of message.tool_calls) {
          const { name, arguments: given } = call.function;
          parts.push({ type: 'tool-call', call: { id: `call_${++calls}`, name, arguments: given ?? {} } });
        }
      }
      if (!chunk.done) return parts;
      done = true;
      reason = chunk.done_reason;
      // A prompt that was still in the server's memory is left out by older versions; then it is estimated.
      if (chunk.prompt_eval_count !== undefined && chunk.eval_count !== undefined) {
        const usage = usageOf({ input: [chunk.prompt_eval_count], output: [chunk.eval_count] });
        parts.push({ type: 'usage', usage });
      }
      return parts;
    },
    finish() {
      if (!done) return undefined;
      const end = reasons[reason ?? 'stop'] ?? 'other';
      return [{ type: 'end', reason: calls > 0 && end === 'stop' ? 'tool-calls' : end }];
    },
  };
}
