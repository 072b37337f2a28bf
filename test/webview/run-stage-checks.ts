import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has against a page that is serious: by all its rules, or by one. */
export async function seriousOf(page: Page, rule?: string): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (only) => {
    type Found = { id: string; impact: string; nodes: { target: unknown; failureSummary: string }[] };
    const { violations } = await (
      window as unknown as { axe: { run(options: object): Promise<{ violations: Found[] }> } }
    ).axe.run({ resultTypes: ['violations'], ...(only === undefined ? {} : { runOnly: [only] }) });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('\n')}`,
      );
  }, rule);
}

/** Tries for about three seconds. */
export async function assertEventually(check: () => unknown): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}
