import { geminiEntry } from '../../../src/providers/gemini/entry.ts';
import { batchContract } from '../batch-contract.ts';
import { startGeminiServer } from '../servers/gemini.ts';

describe('providers/gemini/batch', () => {
  batchContract({
    entry: geminiEntry,
    start: startGeminiServer,
    modelId: 'gemini-3.8-flash',
    labels: true,
    oneModel: true,
    late: 'failed',
    endsAs: 'ended',
  });
});
