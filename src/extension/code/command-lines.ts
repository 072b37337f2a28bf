/** What shells show in front of a command; a `#` may begin a comment as well and is none. */
const shellPrompt = /^(?:\$|>|PS [^>]*>|[\w.-]+@[\w.-]+:[^$#]*[$#])\s+/;

/**
 * The commands of a code block, each on one line: lines that are continued are joined, prompts and comments are left
 * out. Where a block shows prompts, what has none is what the commands answer.
 */
export function commandLines(code: string): string[] {
  // A tab asks a shell to complete what stands before it.
  const joined = code
    .replace(/\r\n?/g, '\n')
    // Only where blanks begin: tried at each of them it would take the square of their number.
    .replace(/(?<![ \t])[ \t]*\\\n\s*/g, ' ')
    .replaceAll('\t', ' ');
  const lines = joined
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const prompted = lines.filter((line) => shellPrompt.test(line));
  return prompted.length > 0 ? prompted.map((line) => line.replace(shellPrompt, '')) : lines;
}
