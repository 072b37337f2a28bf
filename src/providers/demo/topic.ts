/** What a prompt is about, as far as counting words can tell. */
export interface Topic {
  /** The prompt's beginning, for quoting, in one line. */
  quote: string;
  /** At least three words or phrases, in the order in which they first stand in the prompt. */
  keywords: readonly string[];
  words: number;
  isQuestion: boolean;
  looksLikeCode: boolean;
}

const MOST_KEYWORDS = 6;
const LONGEST_LOOKED_AT = 20_000;

const fillers = new Set(
  (
    'a about above after again all also am an and any are as at be because been before being below between both but by ' +
    'can could did do does doing down during each few for from further give had has have having he her here hers him his ' +
    'how i if in into is it its just let like list make me more most my no nor not now of off on once only or other our ' +
    'out over own please same say she should show so some such tell than that the their them then there these they this ' +
    'those through to too under until up us use using very want was we were what when where which while who whom why will ' +
    'with would write you your explain describe summarize summarise compare answer question text following sentence short ' +
    'demo fail cut tool one two three'
  ).split(' '),
);

export function topicOf(prompt: string): Topic {
  const text = prompt.slice(0, LONGEST_LOOKED_AT).replace(/\[demo:\w+\]/g, ' ');
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}_'’-]*/gu) ?? [];
  const counts = new Map<string, { word: string; count: number; at: number }>();
  for (const [at, word] of words.entries()) {
    const low = word.toLowerCase();
    if (low.length < 3 || fillers.has(low) || /^\d+$/.test(low)) continue;
    const seen = counts.get(low);
    if (seen) seen.count++;
    else counts.set(low, { word, count: 1, at });
  }
  const keywords = [...counts.values()]
    .sort((a, b) => b.count - a.count || a.at - b.at)
    .slice(0, MOST_KEYWORDS)
    .sort((a, b) => a.at - b.at)
    .map(({ word }) => word);
  for (const stand of ['the request', 'the context', 'the goal']) {
    if (keywords.length >= 3) break;
    keywords.push(stand);
  }
  const line = text.replace(/\s+/g, ' ').trim();
  return {
    quote: line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line || '(an empty prompt)',
    keywords,
    words: words.length,
    isQuestion: /\?/.test(text),
    looksLikeCode: /```|[{};]\s*$|=>|\b(function|class|def|const|import|return|SELECT)\b/m.test(text),
  };
}
