#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { DataRepair } from '../runtime/data-repair.ts';
import { productRoot } from '../runtime/product-root.ts';
import { type Connection, exitCodes } from './command.ts';
import { Interruption, unlessAborted } from './interruption.ts';
import { Interrupted, runProgram } from './program.ts';
import { openTerminal } from './terminal.ts';

const terminal = openTerminal(process.stdout, process.stderr, process.env);
const interruption = new Interruption();
interruption.watch(process, (code) => process.exit(code));

function productVersion(): string {
  const text = readFileSync(join(productRoot(import.meta.url), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function connect(dataDir: string | undefined): Promise<Connection> {
  const { openConnection } = await import('./connection.ts');
  const opening = openConnection({
    dataDir,
    environment: process.env,
    productVersion: productVersion(),
    note: terminal.note,
    stop: interruption.signal,
    giveUp: () => void terminal.drained().then(() => process.exit(exitCodes.failed)),
  });
  const connection = await unlessAborted(interruption.signal, opening);
  if (!connection) throw new Interrupted();
  return connection;
}

async function repair(dataDir: string | undefined): Promise<DataRepair> {
  const { openRepair } = await import('./connection.ts');
  return openRepair(dataDir, process.env);
}

const exitCode = await runProgram(
  process.argv.slice(2),
  { terminal, stdin: process.stdin, interruption, connect, repair },
  productVersion,
);
await terminal.drained();
// A provider's kept connection, or a pipe that was never read, may not hold a finished command up.
process.exit(exitCode);
