import { installNode } from '../harness/node-install.ts';

/** Node 22 or later, for what needs it: this one, else one from npm. */
export function newerNode(): string {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  const installed = installNode('newer');
  if (!installed) throw new Error('Run this with Node 22 or later: npm has none for this machine.');
  return installed;
}
