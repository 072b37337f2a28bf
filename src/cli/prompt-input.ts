import { wholeText } from '../backend/files/whole-text.ts';
import type { StandardInput } from './command.ts';
import { unlessAborted } from './interruption.ts';
import { UsageError } from './usage-error.ts';

/** Bytes. More than any model takes; a file that was meant for something else stops here. */
const maxBytes = 16 * 1024 * 1024;

/**
 * The prompt from the words of the command line: one word, or `-` for standard input, which is in `encoding` if it is not
 * UTF-8. Undefined when the signal fired
 * while reading. Throws UsageError when there is no prompt to send.
 */
export async function readPrompt(
  words: readonly string[],
  stdin: StandardInput,
  signal: AbortSignal,
  encoding?: string,
): Promise<string | undefined> {
  if (words.length === 0) {
    throw new UsageError('There is no prompt. Give one in quotes, or - to read it from standard input.');
  }
  if (words.length > 1) {
    throw new UsageError(
      `There are ${words.length} prompts (${JSON.stringify(words[0])}, ${JSON.stringify(words[1])} …). Put the prompt in quotes.`,
    );
  }
  const prompt = words[0] === '-' ? await unlessAborted(signal, readAll(stdin, encoding)) : words[0]!;
  if (prompt === undefined) return undefined;
  if (prompt.trim() === '') {
    throw new UsageError('The prompt is empty. Write what the models shall answer.');
  }
  return prompt;
}

async function readAll(stdin: StandardInput, encoding: string | undefined): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stdin) {
    const bytes = Buffer.from(piece as Uint8Array | string);
    size += bytes.length;
    if (size > maxBytes) {
      throw new UsageError(`Standard input is larger than ${maxBytes / 1024 / 1024} MB. Send less text.`);
    }
    pieces.push(bytes);
  }
  return decode(Buffer.concat(pieces), encoding);
}

async function decode(bytes: Uint8Array, encoding: string | undefined): Promise<string> {
  if (bytes.length === 0) return '';
  const { text, warnings } = await wholeText(bytes, 'Standard input', encoding).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  // Whoever writes into a pipe is not asked whether letters look right.
  if (warnings.length > 0)
    throw new UsageError(
      'Standard input is not UTF-8 text. Say with --encoding what it is, or convert it first.',
    );
  // A pipe ends its last line; the prompt is the line.
  return text.replace(/\r?\n$/u, '');
}
