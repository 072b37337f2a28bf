import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { styleFor } from '../style.ts';
import { tableLines } from '../table.ts';
import { UsageError } from '../usage-error.ts';

export const usage = `abai keys [list] [--json]
abai keys set PROVIDER < FILE
abai keys remove PROVIDER

Keeps keys for machines without VS Code, encrypted with AES-256-GCM in your settings folder. The key is read
from standard input and bound to the provider's present address. Environment variables go before saved keys.
ABAI_PASSPHRASE, if set when a key is saved, protects them all; without it a secret beside the file does.

      --json           as JSON
      --data-dir DIR   whose addresses are meant (default: ABAI_DATA_DIR, else the one VS Code uses)`;

const longestKey = 4096;

async function keyFrom(stdin: CommandContext['stdin']): Promise<string> {
  if (stdin.isTTY) {
    throw new UsageError(
      'The key is read from standard input, so that it is in no history: abai keys set openai < FILE.',
    );
  }
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > longestKey) throw new UsageError('That is longer than any key.');
  }
  const key = text.trim();
  if (!/^[\x21-\x7e]+$/u.test(key))
    throw new UsageError('Standard input held no key: one line without spaces is expected.');
  return key;
}

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('keys', args, { json: { type: 'boolean' } });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const [action = 'list', provider, ...more] = positionals;
  if (!['list', 'set', 'remove'].includes(action))
    throw new UsageError('abai keys takes list, set or remove.');
  if (more.length > 0 || (action === 'list') !== (provider === undefined)) {
    throw new UsageError('Write: abai keys [list], abai keys set PROVIDER, or abai keys remove PROVIDER.');
  }
  const key = action === 'set' ? await keyFrom(context.stdin) : '';
  const connection = await context.connect(values['data-dir']);
  try {
    const { client } = connection;
    const { providers } =
      provider === undefined
        ? await client.request('settings:load', {})
        : await client.request('settings:save', { settings: { providers: { [provider]: { apiKey: key } } } });
    if (provider !== undefined) {
      terminal.note(action === 'set' ? `The key for ${safeLine(provider)} is saved.\n` : 'It is removed.\n');
      return exitCodes.ok;
    }
    const rows = Object.entries(providers).map(([name, { apiKey, endpointUrl }]) => ({
      name,
      apiKey,
      endpointUrl,
    }));
    if (values.json) terminal.out(`${safeJson(rows)}\n`);
    else {
      const lines = tableLines(
        [{ title: 'Provider' }, { title: 'Key' }, { title: 'Address' }],
        rows.map(({ name, apiKey, endpointUrl }) => [
          safeLine(name),
          apiKey ?? '–',
          safeLine(endpointUrl ?? 'its own'),
        ]),
        styleFor(terminal.colour).dim,
      );
      terminal.out(`${lines.join('\n')}\n`);
    }
    return exitCodes.ok;
  } finally {
    await connection.close();
  }
}
