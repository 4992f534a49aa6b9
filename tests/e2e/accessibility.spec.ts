// Every screen: axe, target and text sizes, nothing cut off. Language, mode, theme and width are dealt (support/sample.ts);
// `make axe` looks at every screen in all of them.
import { axe } from './support/axe.ts';
import { dress, sideways, sizes } from './support/measure.ts';
import { patience } from './support/pace.ts';
import { EVERY, dealt, tours } from './support/sample.ts';
import { visit } from './support/screens.ts';
import { type Lang, type Page, expect, test } from './support/test.ts';

/** What is wrong, as it is found: a run that is stopped has said that much. */
function note(problems: string[], found: string[]): void {
  problems.push(...found);
  for (const it of found) console.log(it);
}

/** A theme and a width; at night a phone that follows its system is dark. */
const LOOKS = [
  ...[320, 360, 1280].flatMap((width) => (['light', 'dark', 'contrast'] as const).map((theme) => ({ theme, width }))),
  { theme: 'auto', width: 360 } as const,
];

/** What axe finds in this dress; in the theme for contrast words have 7 : 1. */
async function look(page: Page, where: string, { theme, width }: (typeof LOOKS)[number]): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme === 'auto' ? 'dark' : 'light' });
  await dress(page, theme);
  await page.setViewportSize({ width, height: 800 });
  const here = `${where} ${theme} ${width}`;
  const found = await axe(page, here);
  if (theme === 'contrast') found.push(...(await axe(page, here, ['color-contrast-enhanced'])));
  return found;
}

for (const { title, who, visits } of tours('accessible')) {
  test(`accessible: ${title}`, async ({ people }) => {
    test.setTimeout(patience(EVERY ? 1_800 : 240));
    const person = await people.sit(who);
    const { page } = person;
    const problems: string[] = [];
    for (const { screen, lang, elder } of visits) {
      await people.prefer(page.context(), { lang, elder, size: 0 });
      await visit(person.reading(lang), screen);
      const where = `${screen.name} ${lang}${elder ? ' elder' : ''}`;
      note(problems, [...(await sizes(page, where, elder)), ...(await sideways(page, where))]);
      for (const it of dealt('accessible in', screen, LOOKS)) note(problems, await look(page, where, it));
      await page.setViewportSize({ width: 360, height: 800 });
    }
    expect(problems).toEqual([]);
  });
}

for (const { title, who, visits } of tours('cut off', [true])) {
  test(`nothing is cut off at 320 px with the largest text: ${title}`, async ({ people }) => {
    test.setTimeout(patience(EVERY ? 600 : 120));
    const person = await people.sit(who, { width: 320 });
    const problems: string[] = [];
    for (const { screen, lang, elder } of visits) {
      await people.prefer(person.page.context(), { lang, elder, size: 3 });
      await visit(person.reading(lang), screen);
      note(problems, await sideways(person.page, `${screen.name} ${lang}`));
    }
    expect(problems).toEqual([]);
  });
}

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`accessible: the page that keeps a form (${lang})`, async ({ people }) => {
    const person = await people.come('wang', { lang });
    const { page } = person;
    const problems: string[] = [];
    for (const elder of [false, true]) {
      await people.prefer(page.context(), { elder, size: 0 });
      await page.goto('/help/ask');
      // Otherwise the app hears that the session is over, and takes the page away before the form is sent.
      await page.route('**/api/**', (call) => call.abort());
      await page.context().clearCookies({ name: 'linli-local' });
      // As a browser without the script sends it.
      await page.locator('form').filter({ has: page.getByLabel(person.w('help.what')) }).evaluate((it) => (it as HTMLFormElement).submit());
      await expect(page.getByText(person.w('unsent_kept'))).toBeVisible();
      const where = `kept form ${lang}${elder ? ' elder' : ''}`;
      note(problems, [...(await axe(page, where)), ...(await sizes(page, where, elder)), ...(await sideways(page, where))]);
      await page.unroute('**/api/**');
      await person.signIn('wang');
    }
    expect(problems).toEqual([]);
    // The browser notes answers with an error's status; here they are the subject.
    expect(person.complaints.splice(0).filter((it) => !/401|ERR_FAILED/.test(it))).toEqual([]);
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
