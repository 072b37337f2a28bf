import type { Ink } from './drawing.ts';
import { seriesCount } from './drawing.ts';

/** Concrete colours of one theme. */
export interface Inks {
  background: string;
  text: string;
  muted: string;
  line: string;
  series: readonly string[];
}

// After Okabe and Ito, so that people with any colour vision tell them apart; darker or lighter where the background
// asks for it. Each has at least 3:1 against the backgrounds of its kind.
const onLight = ['#0072b2', '#c85200', '#00795a', '#a8327a', '#8a6500', '#2b7fb8', '#5f5f5f', '#1a1a1a'];
const onDark = ['#56b4e9', '#e69f00', '#2fbf8f', '#e58fc0', '#f0e442', '#ff8a65', '#bdbdbd', '#ffffff'];

/** For files: they are put into papers and tickets, which are white. */
export const paperInks: Inks = {
  background: '#ffffff',
  text: '#1f1f1f',
  muted: '#5c5c5c',
  line: '#c8c8c8',
  series: onLight,
};

/** The colours of a series by VS Code's kind of theme. */
export function seriesInks(themeKind: string | undefined): readonly string[] {
  return themeKind === 'vscode-light' || themeKind === 'vscode-high-contrast-light' ? onLight : onDark;
}

export function colourOf(inks: Inks, ink: Ink): string {
  return typeof ink === 'number' ? inks.series[ink % seriesCount]! : inks[ink];
}
