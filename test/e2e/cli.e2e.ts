import { asBuilt } from '../cli/abai-process.ts';
import { describeCommandLine } from '../cli/whole-process.ts';

describeCommandLine('abai as built', asBuilt);
