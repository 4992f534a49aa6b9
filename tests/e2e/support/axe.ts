// The rules of accessibility that a program can check.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from './test.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, one line each. */
export async function axe(page: Page, where: string, rules?: string[]): Promise<string[]> {
  // In a window as high as the page nothing lies half under the bar at the bottom, from where one
  // would scroll it.
  const size = page.viewportSize() ?? { width: 360, height: 800 };
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) });
  const builder = new AxeBuilder({ page });
  const results = await (rules ? builder.withRules(rules) : builder.withTags(TAGS)).analyze();
  await page.setViewportSize(size);
  return results.violations.flatMap((it) =>
    it.nodes.map((node) => `${where}: ${it.id} (${it.help}) at ${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
  );
}
