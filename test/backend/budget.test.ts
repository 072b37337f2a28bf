import assert from 'node:assert/strict';
import { end, text, usage, World } from './world.ts';

/** USD of one answer of a scripted model: 2 a million tokens in. */
const answerUsd = 2;

describe('a budget', () => {
  let world: World;
  let projectId: string;
  beforeEach(async () => {
    world = await World.open();
    projectId = (await world.request('project:get', {})).id;
  });
  afterEach(() => world.dispose());

  const setBudget = (budgetUsd: number | null) =>
    world.request('project:update-settings', { projectId, settings: { budgetUsd } });
  const crossings = () =>
    world.events.flatMap((event) => (event.type === 'budget:crossed' ? [event.data] : []));

  /** One answer more. */
  async function spend(): Promise<void> {
    const asked = world.calls.length;
    await world.request('comparison:start', { prompt: 'Why?', models: ['one'] });
    (await world.call(asked)).say(text('So.'), usage(1_000_000, 0), end);
    const done = () =>
      world.events.filter((event) => event.type === 'message:updated' && event.data.message.usage).length;
    await world.until(() => done() > asked);
  }

  /** Spends, and waits for the warning that has to come. */
  async function spendOver(warnings: number): Promise<void> {
    await spend();
    world.clock.pass(1000);
    await world.until(() => crossings().length >= warnings);
  }

  /** Spends, and gives a warning that must not come every chance: what is read now stands behind it. */
  async function spendQuietly(): Promise<void> {
    await spend();
    world.clock.pass(1000);
    for (let turn = 0; turn < 20; turn += 1) await world.store.settings.all();
  }

  it('is held against what the month has cost', async () => {
    assert.deepEqual(await world.request('project:budget', {}), {
      budgetUsd: null,
      spentUsd: 0,
      unknownCosts: 0,
      from: '2026-11-01',
      to: '2026-11-30',
    });
    await setBudget(10);
    await spend();
    const budget = await world.request('project:budget', { projectId });
    assert.equal(budget.budgetUsd, 10);
    assert.equal(budget.spentUsd, answerUsd);
    const other = await world.request('project:create', { name: 'Other' });
    assert.equal((await world.request('project:budget', { projectId: other.id })).spentUsd, 0);
  });

  it('is told of once at 80 and once at 100 percent', async () => {
    await setBudget(5 * answerUsd);
    for (let count = 0; count < 3; count += 1) await spendQuietly();
    await spendOver(1);
    await spendOver(2);
    await spendQuietly();
    await spendQuietly();
    assert.deepEqual(
      crossings().map(({ percent, spentUsd }) => [percent, spentUsd]),
      [
        [80, 4 * answerUsd],
        [100, 5 * answerUsd],
      ],
    );
    const [first] = crossings();
    assert.deepEqual(first, {
      projectId,
      projectName: 'My Project',
      percent: 80,
      budgetUsd: 5 * answerUsd,
      spentUsd: 4 * answerUsd,
      month: '2026-11',
    });
    const { events } = await world.request('state:sync', { since: 0 });
    assert.equal(events.filter(({ type }) => type === 'budget:crossed').length, 2);
  });

  it('is not told of again by the next back end', async () => {
    await setBudget(answerUsd);
    await spendOver(1);
    await world.backend.close();
    await world.reopen();
    await spendQuietly();
    assert.equal(crossings().length, 1);
  });

  it('is told of anew when it was changed, and in the next month', async () => {
    await setBudget(answerUsd);
    await spendOver(1);
    await setBudget(2 * answerUsd);
    await spendOver(2);
    assert.deepEqual(
      crossings().map(({ percent, budgetUsd }) => [percent, budgetUsd]),
      [
        [100, answerUsd],
        [100, 2 * answerUsd],
      ],
    );
    world.clock.pass(20 * 24 * 60 * 60 * 1000);
    await spendQuietly();
    await spendOver(3);
    assert.deepEqual(
      crossings().map(({ month }) => month),
      ['2026-11', '2026-11', '2026-12'],
    );
  });

  it('is not watched where there is none', async () => {
    await setBudget(answerUsd);
    await setBudget(null);
    await spendQuietly();
    assert.deepEqual(crossings(), []);
  });
});
