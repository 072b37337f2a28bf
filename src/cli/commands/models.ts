import type { ModelDefinition, ProviderState } from '../../protocol/models.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { grouped, price, unknownFigure } from '../figures.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { type Style, styleFor } from '../style.ts';
import { tableLines } from '../table.ts';

export const usage = `abai models [options]

Lists the models that can be asked, with context size in tokens and prices in USD per million tokens.

      --json           an array of model definitions instead of text
      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('models', args, { json: { type: 'boolean' } });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('models', positionals);
  const connection = await context.connect(values['data-dir']);
  try {
    const models = await connection.client.request('models:get-all', {});
    if (values.json) {
      terminal.out(`${safeJson(models)}\n`);
    } else {
      const providers = await connection.client.request('providers:list', {});
      terminal.out(
        `${modelLines(models, providers, connection.keyVariable, styleFor(terminal.colour)).join('\n')}\n`,
      );
    }
    return context.interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}

/** One table for each provider, under its name and whether it can be called now. */
export function modelLines(
  models: readonly ModelDefinition[],
  providers: readonly ProviderState[],
  keyVariable: (provider: string) => string | undefined,
  style: Style,
): string[] {
  const lines: string[] = [];
  const order = [...new Set([...providers.map(({ id }) => id), ...models.map(({ provider }) => provider)])];
  for (const id of order) {
    const own = models.filter(({ provider }) => provider === id);
    const state = providers.find((provider) => provider.id === id);
    if (own.length === 0) continue;
    if (lines.length > 0) lines.push('');
    const missing = state && !state.ready ? ` (${whatIsMissing(state, keyVariable(id))})` : '';
    lines.push(style.bold(safeLine(state?.name ?? id)) + style.yellow(missing));
    lines.push(
      ...tableLines(
        [
          { title: 'Model', maxWidth: 48 },
          { title: 'Name', maxWidth: 40 },
          { title: 'Context', align: 'right' },
          { title: '$/M in', align: 'right' },
          { title: '$/M out', align: 'right' },
        ],
        own.map((model) => [
          safeLine(`${model.provider}:${model.id}`),
          safeLine(model.name),
          model.contextSize > 0 ? grouped(model.contextSize) : unknownFigure,
          priceOrUnknown(model.pricing?.prompt),
          priceOrUnknown(model.pricing?.completion),
        ]),
        style.dim,
      ),
    );
  }
  return lines;
}

function whatIsMissing(state: ProviderState, variable: string | undefined): string {
  if (state.needsKey && state.keyHint === undefined && variable !== undefined)
    return `set ${variable} to use these`;
  return safeLine(state.reason ?? 'not ready');
}

function priceOrUnknown(amount: number | undefined): string {
  return amount === undefined ? unknownFigure : price(amount);
}
