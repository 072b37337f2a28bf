/** Somebody has scrolled a column: `share` of the way to its end, from 0 to 1. */
export class ColumnScrollEvent extends Event {
  static readonly type = 'abai-column-scroll';
  readonly share: number;

  constructor(share: number) {
    super(ColumnScrollEvent.type);
    this.share = share;
  }
}

/** The menu of a column is wanted, at the button that gets the focus back. */
export class ColumnMenuEvent extends Event {
  static readonly type = 'abai-column-menu';
  readonly conversationId: string;
  readonly name: string;
  readonly opener: HTMLElement;

  constructor(conversationId: string, name: string, opener: HTMLElement) {
    super(ColumnMenuEvent.type, { bubbles: true, composed: true });
    this.conversationId = conversationId;
    this.name = name;
    this.opener = opener;
  }
}
