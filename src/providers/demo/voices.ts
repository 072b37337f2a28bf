import type { Dice } from './dice.ts';
import type { Topic } from './topic.ts';

/** What a voice knows of the conversation besides the prompt. */
export interface Setting {
  topic: Topic;
  /** 1 for the first question of a conversation. */
  turn: number;
  /** The first words of the system prompt. */
  system: string | undefined;
  /** What a tool answered, when that came last. */
  toolAnswer: string | undefined;
}

export interface Voice {
  /** Tokens a second, about. */
  speed: number;
  /** Milliseconds before the first token. */
  firstTokenMs: number;
  thinking?(setting: Setting, dice: Dice): string;
  /** A whole answer. */
  say(setting: Setting, dice: Dice): string;
  /** One more piece in the same style, for answers that must be longer. */
  goOn(setting: Setting, dice: Dice): string;
}

const of = (topic: Topic, at: number): string => topic.keywords[at % topic.keywords.length] as string;
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const nth = (turn: number): string => (turn > 1 ? ` (turn ${turn} of this conversation)` : '');

/** Terse: a few bullets. */
const swift: Voice = {
  speed: 300,
  firstTokenMs: 30,
  say({ topic, turn, system, toolAnswer }, dice) {
    const lines = [`Demo answer${nth(turn)}, in short:`, ''];
    if (toolAnswer !== undefined) lines.push(`- Tool said: ${toolAnswer}`);
    lines.push(`- ${capital(of(topic, 0))}: ${dice.pick(verdicts)}.`);
    lines.push(`- ${capital(of(topic, 1))}: ${dice.pick(verdicts)}.`);
    lines.push(`- ${capital(of(topic, 2))}: ${dice.pick(verdicts)}.`);
    if (system !== undefined) lines.push(`- As told: "${system}"`);
    lines.push('', `Next: ${dice.pick(steps)} ${of(topic, dice.roll(3))}.`);
    return lines.join('\n');
  },
  goOn: ({ topic }, dice) => `\n- ${capital(of(topic, dice.roll(6)))}: ${dice.pick(verdicts)}.`,
};

const verdicts = [
  'start here',
  'matters most',
  'keep it small',
  'check it twice',
  'fine as it is',
  'worth a test',
  'do it last',
  'needs a number',
] as const;

const steps = ['write down', 'measure', 'try out', 'ask someone about', 'cut back on', 'draw'] as const;

/** Thorough: headings, a table and a code block, after visible thinking. */
const sage: Voice = {
  speed: 80,
  firstTokenMs: 60,
  thinking({ topic, turn }, dice) {
    return [
      `The prompt has ${topic.words} words${nth(turn)} and is ${topic.isQuestion ? 'a question' : 'a task'}.`,
      `Its main words are ${topic.keywords.join(', ')}.`,
      `A demo model can't reason, so I will lay out ${of(topic, dice.roll(3))} in a table and stop there.`,
    ].join(' ');
  },
  say({ topic, turn, system, toolAnswer }, dice) {
    const [first, second, third] = [of(topic, 0), of(topic, 1), of(topic, 2)];
    const rows = topic.keywords
      .slice(0, 4)
      .map((word) => `| ${word} | ${dice.pick(weights)} | ${dice.pick(reasons)} |`);
    return [
      `## ${capital(first)}: a structured look`,
      '',
      `*This is a demo answer${nth(turn)}: it is generated offline from the words of your prompt and is not from an AI.*`,
      '',
      `You wrote: "${topic.quote}" ${topic.isQuestion ? 'The short reply is that it depends' : 'The short version is that it can be done'}, mostly on **${second}**.`,
      ...(system === undefined ? [] : ['', `The system prompt asks: "${system}"`]),
      ...(toolAnswer === undefined ? [] : ['', `The tool answered: \`${toolAnswer}\``]),
      '',
      '### What matters',
      '',
      '| Aspect | Weight | Why |',
      '| --- | --- | --- |',
      ...rows,
      '',
      '### How to go about it',
      '',
      `1. Put **${first}** into one sentence that someone else can check.`,
      `2. Collect two examples of ${second}, one good and one bad.`,
      `3. ${capital(dice.pick(steps))} ${third} before changing anything.`,
      '',
      topic.looksLikeCode ? 'Applied to code like yours:' : 'The same as a small program:',
      '',
      '```ts',
      `const aspects = [${topic.keywords.map((word) => JSON.stringify(word)).join(', ')}];`,
      'for (const aspect of aspects) {',
      `  console.log(\`\${aspect}: ${dice.pick(reasons)}\`);`,
      '}',
      '```',
      '',
      '### Conclusion',
      '',
      `Begin with ${first}, keep ${third} for last, and compare this column with the others.`,
    ].join('\n');
  },
  goOn({ topic }, dice) {
    const word = of(topic, dice.roll(6));
    return `\n\n### More on ${word}\n\n${capital(word)} has **${dice.pick(weights)}** weight here, because ${dice.pick(reasons)}. ${capital(dice.pick(steps))} ${of(topic, dice.roll(6))} and come back to it.`;
  },
};

const weights = ['high', 'medium', 'low', 'open'] as const;
const reasons = [
  'everything else leans on it',
  'it is cheap to check early',
  'people notice it first',
  'it rarely changes',
  'it is easy to get wrong',
  'nobody has measured it yet',
] as const;

/** Flowing prose, slow. */
const bard: Voice = {
  speed: 35,
  firstTokenMs: 150,
  say({ topic, turn, system, toolAnswer }, dice) {
    const [first, second, third] = [of(topic, 0), of(topic, 1), of(topic, 2)];
    const opening =
      turn > 1
        ? `So we return, for the ${turn}${turn === 2 ? 'nd' : turn === 3 ? 'rd' : 'th'} turn of our talk, to ${first}.`
        : `${capital(dice.pick(openings))} ${first}, and someone wondered about ${second}.`;
    return [
      opening,
      `It was ${dice.pick(moods)} to begin with, for ${second} and ${third} seldom keep the same company, and yet here they stood side by side, waiting to be understood.`,
      ...(system === undefined
        ? []
        : [`A quiet voice had said beforehand, "${system}", and the tale kept it in mind.`]),
      ...(toolAnswer === undefined ? [] : [`A messenger came back with word: ${toolAnswer}.`]),
      `\n\nThe more one looked at ${first}, the more it ${dice.pick(turns)}; and ${third}, which had seemed a small thing, turned out to hold the door.`,
      `Whoever asks about ${second} is really asking what would be lost without it.`,
      `\n\nAnd that, dear reader, is where a demo must leave you: these lines were spun offline from the words of your prompt, and no AI has had a hand in them.`,
    ]
      .join(' ')
      .replaceAll(' \n', '\n')
      .replaceAll('\n ', '\n');
  },
  goOn({ topic }, dice) {
    return `\n\nThen ${of(topic, dice.roll(6))} ${dice.pick(turns)}, and it was ${dice.pick(moods)} to see how ${of(topic, dice.roll(6))} followed, slowly, the way a river follows the land it has been given.`;
  },
};

const openings = [
  'once there was only',
  'in the beginning stood',
  'every story starts with',
  'imagine a day made of',
] as const;
const moods = ['a strange pairing', 'a hopeful morning', 'a puzzle', 'an uneasy peace'] as const;
const turns = [
  'opened like a letter',
  'changed its colour',
  'asked for patience',
  'grew simpler than anyone had feared',
  'answered with another question',
] as const;

/** By the ids of the shipped catalogue. */
export const voices: Readonly<Record<string, Voice>> = { swift, sage, bard };
