/** How somebody has laid out the columns of a comparison, which are known by their conversations. */
export interface Arrangement {
  /** Its answer is the one that the others are compared with. */
  readonly base?: string;
  /** Fills the width; the others are narrow. */
  readonly focused?: string;
  readonly collapsed: readonly string[];
  /** Scrolling one column scrolls all. */
  readonly together: boolean;
  /** The table of agreement is shown. */
  readonly agreement: boolean;
  /** Pixels, of those that were given a width; the others share what is left. */
  readonly widths?: Readonly<Record<string, number>>;
  /** From left to right; what is not in it comes behind, as it would without. */
  readonly order?: readonly string[];
}

/** Pixels that a column may be wide. */
export const columnWidths = { least: 180, most: 1600 };

export const asTheyCome: Arrangement = { collapsed: [], together: false, agreement: false };

/** `alone` is the only column, which has nothing to be arranged with. */
export type Place = 'alone' | 'open' | 'focused' | 'narrow';

/** Reads what an older page kept; what does not fit is left out. */
export function readArrangement(value: unknown): Arrangement {
  if (typeof value !== 'object' || value === null) return asTheyCome;
  const { base, focused, collapsed, together, agreement, widths, order } = value as {
    [K in keyof Arrangement]?: unknown;
  };
  return {
    ...(typeof base === 'string' ? { base } : {}),
    ...(typeof focused === 'string' ? { focused } : {}),
    collapsed: Array.isArray(collapsed) ? collapsed.filter((id) => typeof id === 'string') : [],
    together: together === true,
    agreement: agreement === true,
    ...(typeof widths === 'object' && widths !== null ? { widths: readWidths(widths) } : {}),
    ...(Array.isArray(order) ? { order: order.filter((id) => typeof id === 'string') } : {}),
  };
}

function readWidths(value: object): Record<string, number> {
  const entries = Object.entries(value).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
  );
  return Object.fromEntries(entries.map(([id, width]) => [id, clampColumnWidth(width)]));
}

export function clampColumnWidth(width: number): number {
  return Math.round(Math.min(columnWidths.most, Math.max(columnWidths.least, width)));
}

/** What a column of so many pixels is given as style; without a width it takes its share. */
export function columnWidthStyle(width: number | undefined): string {
  return width === undefined ? '' : `--abai-grow: 0; --abai-width: ${width}px`;
}

/** The place of each column. What is said of a conversation that is not shown any more plays no part. */
export function places(arrangement: Arrangement, conversationIds: readonly string[]): Map<string, Place> {
  const { collapsed } = arrangement;
  const focused = conversationIds.find((id) => id === arrangement.focused);
  const place = (id: string): Place => {
    if (conversationIds.length < 2) return 'alone';
    if (focused !== undefined) return id === focused ? 'focused' : 'narrow';
    return collapsed.includes(id) ? 'narrow' : 'open';
  };
  return new Map(conversationIds.map((id) => [id, place(id)]));
}

export function withBase(arrangement: Arrangement, base: string | undefined): Arrangement {
  const { base: _, ...rest } = arrangement;
  return base === undefined ? rest : { ...rest, base };
}

export function withFocus(arrangement: Arrangement, focused: string | undefined): Arrangement {
  const { focused: _, ...rest } = arrangement;
  return focused === undefined ? rest : { ...rest, focused };
}

/** Makes a column narrow. Nothing is focused then: the place is wanted for all others. */
export function withCollapsed(arrangement: Arrangement, conversationId: string): Arrangement {
  const collapsed = [...arrangement.collapsed.filter((id) => id !== conversationId), conversationId];
  return { ...withFocus(arrangement, undefined), collapsed };
}

/** Makes a narrow column wide: while one is focused, instead of that. */
export function withOpened(arrangement: Arrangement, conversationId: string): Arrangement {
  const collapsed = arrangement.collapsed.filter((id) => id !== conversationId);
  const opened = { ...arrangement, collapsed };
  return arrangement.focused === undefined ? opened : withFocus(opened, conversationId);
}

/** Gives a column a width in pixels; undefined lets it share again what is left. */
export function withWidth(
  arrangement: Arrangement,
  conversationId: string,
  width: number | undefined,
): Arrangement {
  const { [conversationId]: _, ...others } = arrangement.widths ?? {};
  const widths = width === undefined ? others : { ...others, [conversationId]: clampColumnWidth(width) };
  const { widths: before, ...rest } = arrangement;
  return Object.keys(widths).length > 0 ? { ...rest, widths } : rest;
}

/** Puts a column before another one, or behind all; `conversationIds` are all, as they lie. */
export function withMoved(
  arrangement: Arrangement,
  conversationIds: readonly string[],
  conversationId: string,
  before: string | undefined,
): Arrangement {
  if (conversationId === before) return arrangement;
  const order = conversationIds.filter((id) => id !== conversationId);
  const at = before === undefined ? -1 : order.indexOf(before);
  order.splice(at < 0 ? order.length : at, 0, conversationId);
  return { ...arrangement, order };
}
