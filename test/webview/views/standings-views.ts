import { bradleyTerry, pairRates } from '../../../src/core/standings.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import type { Result } from '../../../src/protocol/methods.ts';
import { defaultReferences } from '../fixtures.ts';
import { ScriptedHost } from '../scripted-host.ts';
import type { View, Views } from './view.ts';

function standings(answer: () => Promise<Result<'vote:standings'>> | Result<'vote:standings'>): View {
  return {
    host() {
      const host = new ScriptedHost();
      host.panelState = { standings: true, draft: { prompt: '', models: [] } };
      host.answers['vote:standings'] = answer;
      return host;
    },
    act: (page) => page.locator('abai-standings h1').waitFor(),
  };
}

function votes(each: readonly number[]): Result<'vote:standings'> {
  const cast = each.flatMap((count, at) =>
    Array.from({ length: count }, () => ({
      verdict: 'winner' as const,
      winner: defaultReferences[at]!,
      models: defaultReferences,
    })),
  );
  const ranking = cast.length < 20 ? {} : { ranking: bradleyTerry(cast) };
  return { votes: cast.length, pairs: pairRates(cast), ...ranking };
}

export const standingsViews: Views = {
  full: standings(() => votes([4, 8, 12])),
  few: standings(() => votes([1, 0, 0])),
  empty: standings(() => ({ votes: 0, pairs: [] })),
  'all-bad': standings(() => ({ votes: 2, pairs: [] })),
  loading: standings(() => new Promise(() => undefined)),
  failed: standings(() => {
    throw new AbaiError(
      'store',
      'The disk did not read or write abai.sqlite. Check the disk, then try again.',
    );
  }),
};
