// Preloaded (node --import) while coverage is collected: leaves, beside V8's coverage files, the text of every script
// that was compiled from TypeScript in memory. V8 counts by offsets into that text, and nobody else keeps it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import path from 'node:path';
import { takeCoverage } from 'node:v8';
import { threadId } from 'node:worker_threads';

const folder = process.env.NODE_V8_COVERAGE;

function keep() {
  // Now, not after this: a debugger makes V8 forget which blocks of a function ran.
  takeCoverage();
  const session = new Session();
  session.connect();
  const sources = {};
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (!/\.ts(\?|$)/.test(params.url) || params.url.includes('/node_modules/')) return;
    session.post('Debugger.getScriptSource', { scriptId: params.scriptId }, (error, result) => {
      if (!error) sources[params.url] = result.scriptSource;
    });
  });
  session.post('Debugger.enable'); // Tells of every script so far, and answers before it returns.
  session.disconnect();
  if (!Object.keys(sources).length) return;
  mkdirSync(path.join(folder, 'sources'), { recursive: true });
  const name = `${process.pid}-${threadId}-${Date.now()}.json`;
  writeFileSync(path.join(folder, 'sources', name), JSON.stringify(sources));
}

if (folder) process.once('exit', keep);
