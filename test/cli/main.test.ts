import { describe } from 'mocha';
import { fromSource } from './abai-process.ts';
import { describeDemoModels } from './whole-process/demo-models.ts';
import { describeStartup } from './whole-process/startup.ts';
import { describeWrongUse } from './whole-process/wrong-use.ts';

// What also needs a server, signals or other processes is tested on the bundle, which starts much faster: test/e2e.
describe('abai in a process of its own', () => {
  describeDemoModels(fromSource);
  describeWrongUse(fromSource);
  describeStartup(fromSource);
});
