import { grokEntry } from '../../../src/providers/grok/entry.ts';
import { batchContract } from '../batch-contract.ts';
import { startGrokServer } from '../servers/grok.ts';

describe('providers/grok/batch', () => {
  batchContract({
    entry: grokEntry,
    start: startGrokServer,
    modelId: 'grok-4.7',
    labels: true,
    oneModel: false,
    late: 'failed',
    endsAs: 'ended',
  });
});
