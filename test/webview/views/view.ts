import type { Browser, Page } from 'playwright-core';
import type { PageElement } from '../../../src/extension/panel-html.ts';
import { PanelPage, type PanelPageOptions } from '../panel-page.ts';
import type { StageHost } from '../run-stage.ts';
import type { ScriptedHost } from '../scripted-host.ts';

/** One state of a page, as it is looked at, checked for accessibility and drawn in every language. */
export interface View {
  /** A comparison's unless told otherwise. */
  element?: PageElement;
  host(): ScriptedHost | StageHost;
  /** What an earlier page of this panel kept. */
  kept?: unknown;
  /** Brings the page to where it is looked at; no word is looked for, because pages speak several languages. */
  act?(page: Page, host: ScriptedHost | StageHost): Promise<unknown>;
  /** The page is not done with its first request. */
  loading?: boolean;
}

export type Views = Readonly<Record<string, View>>;

/** Opens a page in a state, and waits until it stands. */
export async function openView(
  browser: Browser,
  view: View,
  options: Omit<PanelPageOptions, 'host' | 'element' | 'kept'>,
): Promise<PanelPage> {
  const host = view.host();
  const panel = await PanelPage.open(browser, {
    ...options,
    ...(view.element ? { element: view.element } : {}),
    // All that a page does with its host is to connect it.
    host: host as ScriptedHost,
    ...(view.kept === undefined ? {} : { kept: view.kept }),
  });
  const { page } = panel;
  await page.locator(view.loading ? 'main' : 'main:not([aria-busy])').waitFor();
  await view.act?.(page, host);
  await panel.stands();
  return panel;
}
