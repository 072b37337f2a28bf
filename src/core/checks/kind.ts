import type { Check } from '../../protocol/checks.ts';
import type { Trial } from '../ports/trials.ts';

/** The values of a row by the names of their columns. */
export type RowValues = ReadonlyMap<string, string>;

/** What a rule says of an answer. Without a verdict there was nothing to compare with, or nobody can tell. */
export type Judgement =
  | { verdict: 'pass' }
  | { verdict: 'fail' | 'none'; detail: string }
  /** The trial decides. `misfit` is said when it does not fit and gives no detail of its own. */
  | { trial: Trial; misfit: string };

/** A check in its notation, `type~tolerance/flags==value`, without its type. */
export interface Notation {
  value?: string;
  tolerance?: string;
  flags?: string;
}

/** A check as it is written in a form. */
export interface CheckForm {
  type: Check['type'];
  /** What is expected, the pattern of a regex, or the text of a schema. */
  value: string;
  /** The column in whose place `value` stands; absent when a fixed value is compared with. */
  column?: string;
  ignoreCase: boolean;
  tolerance: string;
  /** Flags of a regex that have no field. */
  flags?: string;
}

/** Either what was read, or what is wrong with it, as a sentence. */
export type Read<T> = { check: T } | { problem: string };

export interface CheckKind<C extends Check = Check> {
  /** Raised whenever the rule may judge an answer otherwise than before. A verdict is stored with it. */
  version: number;
  /** The parts of the notation that mean something; what else is written is refused. A value is required where it is taken. */
  takes: readonly (keyof Notation)[];
  parse(notation: Notation): Read<C>;
  notate(check: C): string;
  /** Texts with `{{column}}` in them. */
  templates(check: C): readonly string[];
  /** Why the check cannot be used, or what its values from the table must be; undefined when it can. */
  problem(check: C): string | undefined;
  /** What is odd about what one row expects, for the set-up; undefined when the row can be compared with. */
  rowProblem?(check: C, row: RowValues): string | undefined;
  /** `answer` as the model gave it. Never throws for an answer's or a row's sake. */
  judge(check: C, answer: string, row: RowValues): Judgement;
  form: {
    /** In English, as everything here: faces translate it. */
    name: string;
    help: string;
    /** The field of the value, unless a column stands in its place. */
    value?: { label: string; example: string };
    /** Whether a column may be chosen in place of a value. */
    column?: boolean;
    ignoreCase?: boolean;
    tolerance?: boolean;
    /** What a new one begins with. */
    initial?: Partial<CheckForm>;
    write(check: C): Partial<CheckForm>;
    read(form: CheckForm): Read<C>;
  };
}
