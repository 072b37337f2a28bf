import type { Comparison } from '../../src/protocol/comparisons.ts';
import type { Parameters } from '../../src/protocol/generation.ts';
import { t } from '../words/translate.ts';

/** How the models of a comparison were asked, in a few words each: first all of them, then those with parameters of their own. */
export function askedWith({ parameters, schema, tools, threads }: Comparison): string[] {
  const all = [
    ...parameterWords(parameters ?? {}),
    ...(schema ? [t('JSON Schema')] : []),
    ...(tools?.length ? [tools.length === 1 ? t('1 tool') : t('{0} tools', tools.length)] : []),
  ];
  const own = threads.flatMap(({ modelName, parameters: its }) =>
    its ? [`${modelName}: ${parameterWords(its).join(', ')}`] : [],
  );
  return [...(all.length > 0 ? [all.join(', ')] : []), ...own];
}

function parameterWords(parameters: Parameters): string[] {
  const { temperature, topP, maxTokens, stop, seed, jsonMode, thinking, webSearch } = parameters;
  return [
    temperature === undefined ? '' : t('temperature {0}', temperature),
    topP === undefined ? '' : t('top P {0}', topP),
    maxTokens === undefined ? '' : t('at most {0} tokens', maxTokens),
    seed === undefined ? '' : t('seed {0}', String(seed)),
    stop?.length ? t('stops at {0}', stop.map((text) => JSON.stringify(text)).join(' ')) : '',
    thinking === undefined ? '' : t('thinking {0}', thinking),
    webSearch === undefined ? '' : webSearch ? t('web search') : t('no web search'),
    jsonMode ? t('JSON mode') : '',
  ].filter((words) => words !== '');
}
