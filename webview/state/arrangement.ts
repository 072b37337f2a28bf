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
}

export const asTheyCome: Arrangement = { collapsed: [], together: false, agreement: false };

/** `alone` is the only column, which has nothing to be arranged with. */
export type Place = 'alone' | 'open' | 'focused' | 'narrow';

/** Reads what an older page kept; what does not fit is left out. */
export function readArrangement(value: unknown): Arrangement {
  if (typeof value !== 'object' || value === null) return asTheyCome;
  const { base, focused, collapsed, together, agreement } = value as { [K in keyof Arrangement]?: unknown };
  return {
    ...(typeof base === 'string' ? { base } : {}),
    ...(typeof focused === 'string' ? { focused } : {}),
    collapsed: Array.isArray(collapsed) ? collapsed.filter((id) => typeof id === 'string') : [],
    together: together === true,
    agreement: agreement === true,
  };
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
