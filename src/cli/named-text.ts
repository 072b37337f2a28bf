import { createReadStream } from 'node:fs';
import { wholeFile, wholeText } from '../backend/files/whole-text.ts';
import { AbaiError } from '../protocol/errors.ts';
import { UsageError } from './usage-error.ts';

/** Bytes. More than any model takes; a file that was meant for something else stops here. */
export const mostTextBytes = 16_000_000;

/** What a shell has opened already, as in `--prompt-file <(…)`: a pipe whose writer is there. */
const passedIn = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/u;

export interface NamedTextOptions {
  /** Of a text that is neither UTF-8 nor UTF-16; told by its letters when it is not given. */
  encoding?: string | undefined;
  warn: (sentence: string) => void;
}

/** The text of a file that an option names. Throws UsageError, which begins with `what` it is. */
export async function namedText(
  what: string,
  file: string,
  { encoding, warn }: NamedTextOptions,
): Promise<string> {
  try {
    const bytes = passedIn.test(file) ? await passedBytes(file) : await wholeFile(file, mostTextBytes);
    const { text, warnings } = await wholeText(bytes, file, encoding);
    for (const warning of warnings) warn(warning);
    return text;
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${what} ${JSON.stringify(file)} cannot be used: ${message}`);
  }
}

async function passedBytes(file: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of createReadStream(file)) {
    pieces.push(piece as Buffer);
    size += pieces.at(-1)!.length;
    if (size > mostTextBytes) throw new AbaiError('invalid', `It has more than ${mostTextBytes / 1e6} MB.`);
  }
  return Buffer.concat(pieces);
}
