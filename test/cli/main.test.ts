import { fromSource } from './abai-process.ts';
import { describeCommandLine } from './whole-process.ts';

describeCommandLine('abai in a process of its own', fromSource);
