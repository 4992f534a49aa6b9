// Every screen in both languages and both modes: axe, target and text sizes, nothing cut off.
import { axe } from './support/axe.ts';
import { sideways, sizes } from './support/measure.ts';
import { byPerson, visit } from './support/screens.ts';
import { type Lang, expect, test } from './support/test.ts';

/** What is wrong, as it is found: a run that is stopped has said that much. */
function note(problems: string[], found: string[]): void {
  problems.push(...found);
  for (const it of found) console.log(it);
}

for (const [who, screens] of byPerson()) {
  for (const lang of ['zh', 'en'] satisfies Lang[]) {
    test(`accessible: ${who ?? 'nobody signed in'} (${lang})`, async ({ people }) => {
      test.setTimeout(180_000);
      const person = who ? await people.come(who, { lang }) : await people.open({ lang });
      const { page } = person;
      const problems: string[] = [];
      for (const elder of [false, true]) {
        await people.prefer(page.context(), { elder, size: 0 });
        for (const screen of screens) {
          await visit(person, screen);
          const where = `${screen.name} ${lang}${elder ? ' elder' : ''}`;
          note(problems, [...(await axe(page, where)), ...(await sizes(page, where, elder)), ...(await sideways(page, where))]);
          if (lang === 'zh' && !elder) {
            await page.emulateMedia({ colorScheme: 'dark' });
            note(problems, await axe(page, `${where} dark`, ['color-contrast']));
            await page.emulateMedia({ colorScheme: 'light' });
            await page.evaluate(() => document.documentElement.classList.replace('auto', 'contrast'));
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
