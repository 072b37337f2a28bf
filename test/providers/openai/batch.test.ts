import { openAiEntry } from '../../../src/providers/openai/entry.ts';
import { batchContract } from '../batch-contract.ts';
import { startOpenAiServer } from '../servers/openai.ts';

describe('providers/openai/batch', () => {
  batchContract({
    entry: openAiEntry,
    start: startOpenAiServer,
    modelId: 'gpt-4o',
    labels: true,
    oneModel: true,
    late: 'expired',
    endsAs: 'ended',
  });
});
