import * as vscode from 'vscode';
import type { StoredEvent } from '../../protocol/events.ts';
import type { Run } from '../../protocol/runs.ts';
import { costWord } from '../cost-word.ts';
import { endedCells, percentOf, shapeOf, shownNumber, shownPercent } from '../runs/run-words.ts';
import type { ThisWindow } from '../this-window.ts';
import { type ActivityNow, type BarWords, barTable, barText, escaped } from './bar-words.ts';

/** Milliseconds between two looks: answers come and go many times a second. */
const pauseMs = 1000;

const nothing: ActivityNow = { answers: 0, cells: 0, today: [] };

function words(): BarWords {
  return {
    amount: (usd) => costWord({ usd, basis: 'exact' }),
    count: shownNumber,
    runs: (count) => (count === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', count)),
    inFlight: (count) =>
      count === 1 ? vscode.l10n.t('1 in flight') : vscode.l10n.t('{0} in flight', shownNumber(count)),
    today: (amount) => vscode.l10n.t('{0} today', amount),
    atLeast: (amount) => vscode.l10n.t('at least {0}', amount),
    unknown: vscode.l10n.t('cost unknown'),
    head: {
      model: vscode.l10n.t('Model'),
      spend: vscode.l10n.t('Spend'),
      calls: vscode.l10n.t('Calls'),
      tokens: vscode.l10n.t('Tokens'),
    },
  };
}

/** How far the runs that run are, all together. */
function overall(runs: readonly Run[]): number {
  const total = runs.reduce((sum, run) => sum + run.cells.total, 0);
  const ended = runs.reduce((sum, run) => sum + endedCells(run), 0);
  return total === 0 ? 0 : Math.floor((100 * ended) / total);
}

/** Whether another number may be in flight, or another sum spent, after this. */
function matters(event: StoredEvent): boolean {
  switch (event.type) {
    case 'message:added':
      return event.data.message.role === 'assistant';
    case 'message:updated':
      return event.data.message.status !== 'generating';
    case 'run:created':
    case 'run:updated':
    case 'run:deleted':
    case 'data:replaced':
      return true;
    default:
      return false;
  }
}

/** Says in the status bar what is asked now and what today has cost; there only while there is something to say. */
export class ActivityBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('abai.activity', vscode.StatusBarAlignment.Left, 0);
  readonly #window: ThisWindow;
  readonly #stops: (() => void)[] = [];
  #runs: readonly Run[] = [];
  #now = nothing;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #visible = false;
  #names: ReadonlyMap<string, string> = new Map();
  #midnight: ReturnType<typeof setTimeout> | undefined;

  constructor(window: ThisWindow) {
    this.#window = window;
    this.#item.name = vscode.l10n.t('A-B/AI Activity');
    this.#stops.push(
      window.link.onEvent((event) => {
        if (matters(event)) this.#soon();
      }),
      window.link.onOpened((link) => {
        link.onReset(() => this.#soon());
        void this.#loadNames();
        this.#soon();
      }),
    );
  }

  /** What it says; undefined while it is hidden. */
  get text(): string | undefined {
    return this.#visible ? this.#item.text : undefined;
  }

  /** Those that run now. */
  showRuns(runs: readonly Run[]): void {
    this.#runs = runs;
    this.#show();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look().catch((error: unknown) =>
        this.#window.log.warn('What is asked now could not be read.', { error }),
      );
    }, pauseMs);
  }

  async #look(): Promise<void> {
    const before = this.#now;
    this.#now = await this.#window.link.request('activity:now', {});
    // A model that was not there when the names were read.
    const unknown = this.#now.today.some(({ provider, model }) => !this.#names.has(`${provider}:${model}`));
    if (unknown && this.#now.today.length !== before.today.length) await this.#loadNames();
    this.#show();
    // What is in flight may end without a word of it, as a cell that waits for its turn.
    if (this.#now.answers + this.#now.cells > 0) this.#soon();
    clearTimeout(this.#midnight);
    this.#midnight = setTimeout(() => this.#soon(), untilMidnight(Date.now()));
  }

  async #loadNames(): Promise<void> {
    const models = await this.#window.link.request('models:get-all', {}).catch(() => []);
    this.#names = new Map(models.map(({ provider, id, name }) => [`${provider}:${id}`, name]));
  }

  #show(): void {
    const said = words();
    const percent = shownPercent(overall(this.#runs));
    const text = barText(this.#now, { count: this.#runs.length, percent }, said);
    this.#visible = text !== undefined;
    if (text === undefined) {
      this.#item.hide();
      return;
    }
    const busy = this.#runs.length > 0 || this.#now.answers + this.#now.cells > 0;
    const shown = `${busy ? '$(sync~spin)' : '$(graph)'} ${text}`;
    this.#item.text = shown;
    this.#item.tooltip = this.#tooltip(said);
    this.#item.command =
      this.#runs.length > 0
        ? 'abai.showRuns'
        : {
            command: 'abai.showActivity',
            title: vscode.l10n.t('Show Activity'),
            arguments: this.#now.answers > 0 ? ['running'] : [],
          };
    this.#item.accessibilityInformation = { label: `A-B/AI: ${text}`, role: 'button' };
    this.#item.show();
  }

  #tooltip(said: BarWords): vscode.MarkdownString {
    const text = new vscode.MarkdownString();
    text.isTrusted = { enabledCommands: ['abai.showActivity', 'abai.showRuns'] };
    const runs = this.#runs.map(
      (run) => `- ${escaped(run.name)} (${escaped(shapeOf(run))}): ${shownPercent(percentOf(run))}`,
    );
    const table = barTable(this.#now, said, (reference) => this.#names.get(reference) ?? reference);
    text.appendMarkdown(
      [
        `**${vscode.l10n.t('A-B/AI Activity')}**`,
        ...(runs.length > 0 ? [runs.join('\n')] : []),
        ...(table === undefined ? [] : [`${vscode.l10n.t('Today, by model:')}\n\n${table}`]),
        `[${vscode.l10n.t('Show Activity')}](command:abai.showActivity)${
          runs.length > 0 ? ` · [${vscode.l10n.t('Show Runs')}](command:abai.showRuns)` : ''
        }`,
      ].join('\n\n'),
    );
    return text;
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    clearTimeout(this.#timer);
    clearTimeout(this.#midnight);
    this.#item.dispose();
  }
}

/** Milliseconds until what was spent today was spent yesterday. */
function untilMidnight(now: number): number {
  const next = new Date(now);
  next.setHours(24, 0, 1, 0);
  return next.getTime() - now;
}
