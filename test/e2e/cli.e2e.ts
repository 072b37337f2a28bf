import { describe } from 'mocha';
import { asBuilt } from '../cli/abai-process.ts';
import { describeDamagedData } from '../cli/whole-process/damaged-data.ts';
import { describeDefaultFolder } from '../cli/whole-process/default-folder.ts';
import { describeDemoModels } from '../cli/whole-process/demo-models.ts';
import { describeOllama } from '../cli/whole-process/ollama.ts';
import { describeOpenAi } from '../cli/whole-process/openai.ts';
import { describeProviders } from '../cli/whole-process/providers.ts';
import { describeRuns } from '../cli/whole-process/runs.ts';
import { describeSavedKeys } from '../cli/whole-process/saved-keys.ts';
import { describeSharedFolder } from '../cli/whole-process/shared-folder.ts';
import { describeStartup } from '../cli/whole-process/startup.ts';
import { describeStopping } from '../cli/whole-process/stopping.ts';
import { describeWrongUse } from '../cli/whole-process/wrong-use.ts';

describe('abai as built', () => {
  describeDemoModels(asBuilt);
  describeWrongUse(asBuilt);
  describeOpenAi(asBuilt);
  describeProviders(asBuilt);
  describeRuns(asBuilt);
  describeOllama(asBuilt);
  describeSavedKeys(asBuilt);
  describeSharedFolder(asBuilt);
  describeDefaultFolder(asBuilt);
  describeStopping(asBuilt);
  describeDamagedData(asBuilt);
  describeStartup(asBuilt);
});
