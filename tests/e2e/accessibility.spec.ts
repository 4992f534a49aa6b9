// Every screen in both languages and both modes: axe, target and text sizes, nothing cut off. With AXE=every
// (`make axe`) axe looks in each theme and at each width as well, which takes 20 minutes.
import { axe } from './support/axe.ts';
import { dress, sideways, sizes } from './support/measure.ts';
import { byPerson, visit } from './support/screens.ts';
import { type Lang, type Page, expect, test } from './support/test.ts';

/** What is wrong, as it is found: a run that is stopped has said that much. */
function note(problems: string[], found: string[]): void {
  problems.push(...found);
  for (const it of found) console.log(it);
}

/** What axe finds in each theme, at each width; in the theme for contrast words have 7 : 1. */
async function everyDress(page: Page, where: string): Promise<string[]> {
  const found: string[] = [];
  const size = page.viewportSize() ?? { width: 360, height: 800 };
  for (const theme of THEMES) {
    await dress(page, theme);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const here = `${where} ${theme} ${width}`;
      found.push(...(await axe(page, here)));
      if (theme === 'contrast') found.push(...(await axe(page, here, ['color-contrast-enhanced'])));
    }
  }
  await page.setViewportSize(size);
  return found;
}

const EVERY = process.env.AXE === 'every';
const THEMES = ['light', 'dark', 'contrast'] as const;
const WIDTHS = [320, 360, 1280];

for (const [who, screens] of byPerson()) {
  for (const lang of ['zh', 'en'] satisfies Lang[]) {
    test(`accessible: ${who ?? 'nobody signed in'} (${lang})`, async ({ people }) => {
      test.setTimeout(EVERY ? 1_800_000 : 180_000);
      const person = who ? await people.come(who, { lang }) : await people.open({ lang });
      const { page } = person;
      const problems: string[] = [];
      for (const elder of [false, true]) {
        await people.prefer(page.context(), { elder, size: 0 });
        for (const screen of screens) {
          await visit(person, screen);
          const where = `${screen.name} ${lang}${elder ? ' elder' : ''}`;
          note(problems, [...(await axe(page, where)), ...(await sizes(page, where, elder)), ...(await sideways(page, where))]);
          if (EVERY) {
            note(problems, await everyDress(page, where));
          } else if (lang === 'zh' && !elder) {
            await page.emulateMedia({ colorScheme: 'dark' });
            note(problems, await axe(page, `${where} dark`, ['color-contrast']));
            await page.emulateMedia({ colorScheme: 'light' });
            await dress(page, 'contrast');
            note(problems, await axe(page, `${where} high contrast`, ['color-contrast-enhanced']));
          }
        }
      }
      expect(problems).toEqual([]);
    });
  }

  for (const lang of ['zh', 'en'] satisfies Lang[]) {
    test(`nothing is cut off at 320 px with the largest text: ${who ?? 'nobody signed in'} (${lang})`, async ({ people }) => {
      test.setTimeout(120_000);
      const person = who ? await people.come(who, { lang, width: 320 }) : await people.open({ lang, width: 320 });
      const problems: string[] = [];
      for (const screen of screens) {
        await people.prefer(person.page.context(), { elder: true, size: 3 });
        await visit(person, screen);
        note(problems, await sideways(person.page, screen.name));
      }
      expect(problems).toEqual([]);
    });
  }
}

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`accessible: the page that keeps a form (${lang})`, async ({ people }) => {
    const person = await people.come('wang', { lang });
    const { page } = person;
    const problems: string[] = [];
    for (const elder of [false, true]) {
      await people.prefer(page.context(), { elder, size: 0 });
      await page.goto('/help/ask');
      await page.context().clearCookies({ name: 'linli-local' });
      // As a browser without the script sends it.
      await page.locator('form').filter({ has: page.getByLabel(person.w('help_what')) }).evaluate((it) => (it as HTMLFormElement).submit());
      await expect(page.getByText(person.w('unsent_kept'))).toBeVisible();
      const where = `kept form ${lang}${elder ? ' elder' : ''}`;
      note(problems, [...(await axe(page, where)), ...(await sizes(page, where, elder)), ...(await sideways(page, where))]);
      await person.signIn('wang');
    }
    expect(problems).toEqual([]);
    // The browser notes answers with an error's status; here they are the subject.
    expect(person.complaints.splice(0).filter((it) => !it.includes('401'))).toEqual([]);
  });
}

test('who asks the phone for more contrast gets stronger edges, by day and by night', async ({ people }) => {
  const { page } = await people.open();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, contrast: 'more' });
    await page.goto('/');
    const token = (name: string) => page.evaluate((it) => getComputedStyle(document.documentElement).getPropertyValue(it).trim(), name);
    expect(await token('--edge'), colorScheme).toBe(await token('--ink'));
    expect(await token('--ink-soft'), colorScheme).toBe(await token('--ink'));
  }
});
