import type { GenerationRequest } from '../../core/ports/provider.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { StopReason, ToolCall } from '../../protocol/generation.ts';
import { diceFor } from './dice.ts';
import { tokensOf } from './pace.ts';
import { sampleOf } from './schema-sample.ts';
import { toolCallFor } from './tool-call.ts';
import { topicOf } from './topic.ts';
import { type Setting, type Voice, voices } from './voices.ts';

/** Tokens of an answer, at least, for a prompt with [demo:long]: half a minute of the slowest voice. */
const LONG = 1_000;

/** A whole demo answer, known before the first part is sent. */
export interface DemoAnswer {
  thinking: string[];
  /** Tokens of the text. */
  text: string[];
  toolCall?: ToolCall;
  reason: StopReason;
  /** Tokens of text after which the stream breaks off, for a prompt with [demo:cut]. */
  cutAfter?: number;
  inputTokens: number;
}

/** The same request gives the same answer. Throws for a prompt with [demo:fail] and for a model that isn't there. */
export function demoAnswer(request: GenerationRequest): DemoAnswer {
  const voice = voices[request.model.id];
  if (voice === undefined) {
    throw new AbaiError(
      'not-found',
      `There is no demo model "${request.model.id}"; choose swift, sage or bard.`,
    );
  }
  const { turns, system, parameters = {} } = request;
  const questions = turns.filter((turn) => turn.role === 'user');
  const prompt = questions.at(-1)?.content ?? '';
  if (prompt.includes('[demo:fail]')) {
    throw new AbaiError('provider', 'This demo answer failed because the prompt contains [demo:fail].', {
      retryable: false,
    });
  }
  const said = turns.map((turn) => turn.content).join('\n');
  const dice = diceFor([request.model.id, parameters.seed ?? 0, system ?? '', said].join('\n'));
  const last = turns.at(-1);
  const setting: Setting = {
    topic: topicOf(prompt),
    turn: Math.max(1, questions.length),
    system: system ? firstWords(system) : undefined,
    toolAnswer: last?.role === 'tool' ? firstWords(last.content) : undefined,
  };
  const thinks = parameters.thinking !== 'off' && voice.thinking !== undefined;
  const answer: DemoAnswer = {
    thinking: thinks ? tokensOf(voice.thinking?.(setting, dice) ?? '') : [],
    text: [],
    reason: 'stop',
    inputTokens: tokensOf(`${system ?? ''}\n${said}`).length,
  };
  const toolCall = toolCallFor(request, prompt, setting.topic, dice);
  if (toolCall !== undefined) {
    return { ...answer, toolCall, text: tokensOf(`I ask for ${toolCall.name}.`), reason: 'tool-calls' };
  }
  const text = textOf(request, prompt, voice, setting, dice);
  Object.assign(answer, shortened(text, parameters.stop ?? [], parameters.maxTokens));
  if (prompt.includes('[demo:cut]')) answer.cutAfter = Math.ceil(answer.text.length / 2);
  return answer;
}

function textOf(
  request: GenerationRequest,
  prompt: string,
  voice: Voice,
  setting: Setting,
  dice: ReturnType<typeof diceFor>,
) {
  const { schema, parameters, extras } = request;
  if (schema !== undefined || parameters?.jsonMode) {
    return JSON.stringify(sampleOf(schema?.schema ?? { type: 'object' }, setting.topic, dice), null, 2);
  }
  let text = voice.say(setting, dice);
  // Benches need streams of a length they choose.
  const wanted = Number(extras?.demoTokens ?? (prompt.includes('[demo:long]') ? LONG : 0));
  for (let count = tokensOf(text).length; count < wanted; ) {
    const more = voice.goOn(setting, dice);
    text += more;
    count += tokensOf(more).length;
  }
  return text;
}

/** The text up to the first stop sequence and the token limit. */
function shortened(
  text: string,
  stops: readonly string[],
  maxTokens = Number.POSITIVE_INFINITY,
): Pick<DemoAnswer, 'text' | 'reason'> {
  const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  const tokens = tokensOf(ends.length ? text.slice(0, Math.min(...ends)) : text);
  if (tokens.length <= maxTokens) return { text: tokens, reason: 'stop' };
  return { text: tokens.slice(0, maxTokens), reason: 'length' };
}

function firstWords(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line;
}
