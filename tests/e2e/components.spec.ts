// The page of all components: every state in every dress, photographed and measured.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe } from './support/axe.ts';
import { sideways, sizes } from './support/measure.ts';
import { type Look, expect, test } from './support/test.ts';

const OUT = join(import.meta.dirname, 'screenshots-out');
mkdirSync(OUT, { recursive: true });

const DRESSES: [string, Look][] = [
  ['zh', { lang: 'zh' }],
  ['en', { lang: 'en' }],
  ['elder', { lang: 'zh', elder: true }],
  ['elder-largest-en', { lang: 'en', elder: true, size: 3 }],
  ['dark', { lang: 'zh', theme: 'dark' }],
  ['contrast', { lang: 'en', theme: 'contrast' }],
];

for (const [name, look] of DRESSES) {
  test(`components: ${name}`, async ({ people }) => {
    const visitor = await people.open(look);
    const { page } = visitor;
    await page.goto('/components');
    await expect(visitor.title()).toHaveText(visitor.w('showcase_title'));
    await expect(page.locator('.phone-bar .phone-line')).toHaveCount(2);
    await expect(page.getByRole('alert')).toHaveCount(2);
    await page.screenshot({ path: join(OUT, `components-${name}.png`), fullPage: true });
    const problems = [
      ...(await axe(page, name)),
      ...(await sizes(page, name, look.elder ?? false)),
      ...(await sideways(page, name)),
    ];
    await page.setViewportSize({ width: 320, height: 800 });
    problems.push(...(await sideways(page, `${name} at 320`)));
    expect(problems).toEqual([]);
  });
}
