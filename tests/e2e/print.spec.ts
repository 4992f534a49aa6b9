// What comes out of a printer.
import { type Lang, expect, test } from './support/test.ts';

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`print: a booking's slip (${lang})`, async ({ people }) => {
    const wang = await people.come('wang', { lang });
    const { page } = wang;
    await page.addInitScript(() => {
      window.print = () => document.documentElement.setAttribute('data-printed', '');
    });
    await wang.go('/mine');
    await page.locator('main a[href^="/mine/"]').first().click();
    await wang.link(wang.w('slip_door')).click();
    await expect(page.locator('h1')).toHaveText(wang.w('slip_title'));
    await wang.button(wang.w('print')).click();
    await expect(page.locator('html[data-printed]')).toHaveCount(1);

    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.top', '.main-nav', '.print-button']) await expect(page.locator(hidden)).toBeHidden();
    const seen = await page.evaluate(() => {
      const points = (it: string) => (parseFloat(getComputedStyle(document.querySelector(it) as Element).fontSize) * 72) / 96;
      const code = document.querySelector<HTMLImageElement>('.slip-code img');
      return { fact: points('.slip dd'), when: points('.slip-when'), code: code?.naturalWidth ?? 0, words: document.body.innerText };
    });
    expect(seen.fact).toBeGreaterThanOrEqual(14);
    expect(seen.when).toBeGreaterThanOrEqual(22);
    expect(seen.code).toBeGreaterThan(100);
    // A date and not “tomorrow”: paper stays.
    expect(seen.words).toMatch(lang === 'zh' ? /\d+月\d+日 周./ : /(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ [A-Z][a-z]{2}/);
    await page.screenshot({ path: `screenshots-out/slip-print-${lang}.png`, fullPage: true });
  });
}

test('print: a caregiver’s day and a room’s day are lists without buttons', async ({ people }) => {
  for (const [who, path] of [['carer', '/work'], ['clerk', '/desk/rooms']] as const) {
    const person = await people.come(who);
    await person.go(path);
    await expect(person.button(person.w('print'))).toBeVisible();
    await person.page.emulateMedia({ media: 'print' });
    await expect(person.page.locator('main li .card').first()).toBeVisible();
    expect(await person.page.locator('main button:visible, main form:visible, .main-nav:visible').count()).toBe(0);
    await person.page.screenshot({ path: `screenshots-out/print-${who}.png`, fullPage: true });
  }
});
