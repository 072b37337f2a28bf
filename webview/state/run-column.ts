import { checkTemplates } from '../../src/core/checks/kinds.ts';
import { parseTemplate } from '../../src/core/template-parts.ts';
import type { Run, RunVariant } from '../../src/protocol/runs.ts';

/** A column of a run's grid beside the row's number. */
export type RunColumn = {
  /** `in:2` for the dataset's third column, `v:ID` for a variant. */
  key: string;
  title: string;
  /** Pixels. */
  width: number;
  /** A person has set the width. */
  fixed: boolean;
} & ({ kind: 'input'; index: number } | { kind: 'variant'; index: number; variant: RunVariant });

/** How a person has arranged the columns; kept with the page. */
export interface RunLayout {
  /** Pixels by column key. */
  widths: Readonly<Record<string, number>>;
  /** Keys of columns that are shown or not against what is usual. */
  shown: Readonly<Record<string, boolean>>;
}

export const usualLayout: RunLayout = { widths: {}, shown: {} };

/** Pixels. */
export const columnWidth = { input: 220, variant: 300, least: 72, most: 1200 } as const;

/** Pixels. */
const characterWidth = 8;
const cellPadding = 22;

/** Input columns that are shown at first. */
const inputsAtFirst = 2;

/**
 * All columns in their order, shown or not: the dataset's, then the variants. `longest` has, by input column, how many
 * characters its longest value has, as far as is known.
 */
export function allColumns(
  run: Run,
  headers: readonly string[],
  layout: RunLayout,
  longest: readonly number[],
): RunColumn[] {
  const width = (key: string, usual: number): { width: number; fixed: boolean } => ({
    width: layout.widths[key] ?? usual,
    fixed: layout.widths[key] !== undefined,
  });
  const inputs = headers.map((title, index): RunColumn => {
    const key = `in:${index}`;
    return { kind: 'input', key, title, index, ...width(key, inputWidth(title, longest[index])) };
  });
  const variants = run.variants.map((variant, index): RunColumn => {
    const key = `v:${variant.id}`;
    return {
      kind: 'variant',
      key,
      title: variant.label,
      index,
      variant,
      ...width(key, columnWidth.variant),
    };
  });
  return [...inputs, ...variants];
}

/** Short values need less room than is usual; a column is as wide as its name all the same. */
function inputWidth(title: string, longest: number | undefined): number {
  if (longest === undefined) return columnWidth.input;
  const fits = Math.max(longest, title.length + 3) * characterWidth + cellPadding;
  return Math.max(columnWidth.least, Math.min(columnWidth.input, Math.round(fits)));
}

/** The columns that are shown: all variants, and of the input what prompts and checks use, unless a person chose. */
export function shownColumns(run: Run, columns: readonly RunColumn[], layout: RunLayout): RunColumn[] {
  const inputs = columns.filter(({ kind }) => kind === 'input');
  const templates = [...run.prompts.map(({ template }) => template), ...run.checks.flatMap(checkTemplates)];
  const used = new Set(templates.flatMap((template) => parseTemplate(template).names));
  const named = inputs.filter(({ title }) => used.has(title));
  const first = (named.length > 0 ? named : inputs).slice(0, inputsAtFirst);
  return columns.filter(
    (column) => layout.shown[column.key] ?? (column.kind === 'variant' || first.includes(column)),
  );
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(columnWidth.most, Math.max(columnWidth.least, width)));
}

/** Reads a layout that may stem from an older version or from nobody. */
export function readLayout(value: unknown): RunLayout {
  const { widths, shown } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return {
    widths: entriesOf(widths, (width): width is number => typeof width === 'number' && width > 0, clampWidth),
    shown: entriesOf(
      shown,
      (flag): flag is boolean => typeof flag === 'boolean',
      (flag) => flag,
    ),
  };
}

function entriesOf<T>(
  value: unknown,
  fits: (entry: unknown) => entry is T,
  read: (entry: T) => T,
): Record<string, T> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).flatMap(([key, entry]) =>
    fits(entry) ? [[key, read(entry)] as const] : [],
  );
  return Object.fromEntries(entries);
}
