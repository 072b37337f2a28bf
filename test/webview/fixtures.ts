import type { Comparison, ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { ModelDefinition, ProviderState } from '../../src/protocol/models.ts';

function model(
  provider: ModelDefinition['provider'],
  id: string,
  name: string,
  [prompt, completion]: [prompt: number, completion: number] = [0, 0],
): ModelDefinition {
  const pricing = { prompt, completion };
  return { id, name, provider, description: '', contextSize: 128_000, pricing, features: ['streaming'] };
}

export const demoModels: ModelDefinition[] = [
  model('demo', 'swift', 'Swift'),
  model('demo', 'prose', 'Prose'),
  model('demo', 'bullets', 'Bullets'),
  model('openai', 'gpt-4o', 'GPT-4o', [2.5, 10]),
  model('openai', 'gpt-4o-mini', 'GPT-4o mini', [0.15, 0.6]),
  model('anthropic', 'claude-sonnet-4', 'Claude Sonnet 4', [3, 15]),
];

export const providerStates: ProviderState[] = [
  { id: 'demo', name: 'Demo (offline, not an AI)', needsKey: false, ready: true },
  { id: 'openai', name: 'OpenAI', needsKey: true, ready: true, keyHint: 'abcd' },
  {
    id: 'anthropic',
    name: 'Anthropic',
    needsKey: true,
    ready: false,
    reason: 'Anthropic needs an API key: run “A-B/AI: Set API Key…”.',
  },
];

export const defaultReferences = ['demo:swift', 'demo:prose', 'demo:bullets'];

export function answer(conversationId: string, change: Partial<Message> = {}): Message {
  return {
    id: `${conversationId}-answer`,
    conversationId,
    parentId: `${conversationId}-question`,
    role: 'assistant',
    content: '',
    provider: 'demo',
    model: 'swift',
    status: 'generating',
    timestamp: 0,
    ...change,
  };
}

export function question(conversationId: string, content: string, change: Partial<Message> = {}): Message {
  return {
    id: `${conversationId}-question`,
    conversationId,
    parentId: null,
    role: 'user',
    content,
    status: 'complete',
    timestamp: 0,
    ...change,
  };
}

/** The end of an answer as the demo provider and OpenAI leave it. */
export const finished: Partial<Message> = {
  status: 'complete',
  stopReason: 'stop',
  tokensIn: 412,
  tokensOut: 286,
  cost: 0.0012,
  costBasis: 'exact',
  usage: { inputTokens: 412, outputTokens: 286 },
  timing: { ttftMs: 420, totalMs: 5100 },
};

export interface DetailOptions {
  id?: string;
  references?: readonly string[];
  prompt?: string;
  comparison?: Partial<Comparison>;
  /** The answer of each column. */
  answers?: (index: number, conversationId: string) => Partial<Message>;
}

/** A comparison whose conversations are c0, c1, … and whose answers are c0-answer, c1-answer, … */
export function makeDetail(options: DetailOptions = {}): ComparisonDetail {
  const {
    id = 'comparison-1',
    references = defaultReferences,
    prompt = 'What makes a good code review?',
  } = options;
  const threads = references.map((reference, index) => ({
    conversationId: `c${index}`,
    model: reference,
    modelName: demoModels.find((known) => `${known.provider}:${known.id}` === reference)?.name ?? reference,
  }));
  return {
    comparison: {
      id,
      projectId: 'p',
      name: 'What makes a good code review?',
      prompt,
      threads,
      createdAt: 0,
      lastUsed: 0,
      ...options.comparison,
    },
    messages: Object.fromEntries(
      threads.map(({ conversationId, model: reference }, index) => [
        conversationId,
        [
          question(conversationId, prompt),
          answer(conversationId, {
            provider: reference.split(':')[0]!,
            model: reference.split(':')[1]!,
            ...options.answers?.(index, conversationId),
          }),
        ],
      ]),
    ),
    seq: 1,
  };
}
