// What comes out of a printer.
import { join } from 'node:path';
import jsqr from 'jsqr';
import { type Lang, type Page, expect, test } from './support/test.ts';

const OUT = join(import.meta.dirname, 'screenshots-out');

/** Where a slip's first booking leads, from the person's own list. */
async function toSlip(page: Page): Promise<string> {
  const href = await page.locator('main a[href^="/mine/"]').first().getAttribute('href');
  return `${href}/slip`;
}

/** Words on paper that are small, pale or coloured, one line each. */
async function faint(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = [];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const it = words.currentNode.parentElement;
      const text = (words.currentNode.textContent ?? '').trim();
      if (!it || text === '' || it.closest('script') || !it.checkVisibility() || it.getBoundingClientRect().width < 2) continue;
      const style = getComputedStyle(it);
      const points = (parseFloat(style.fontSize) * 72) / 96;
      if (points < 13.9) wrong.push(`${points.toFixed(1)} pt: ${text}`);
      if (style.color !== 'rgb(0, 0, 0)') wrong.push(`${style.color}: ${text}`);
      for (let ground: Element | null = it; ground; ground = ground.parentElement) {
        const colour = getComputedStyle(ground).backgroundColor;
        if (!['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(colour)) wrong.push(`on ${colour}: ${text}`);
      }
    }
    return wrong;
  });
}

/** What cannot be used on paper. */
const OF_SCREENS = 'button:visible, a.button:visible, a.pill:visible, form:visible, .top:visible, .main-nav:visible';

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`print: a booking's slip (${lang})`, async ({ people, linli }) => {
    const wang = await people.come('wang', { lang });
    const { page } = wang;
    await page.addInitScript(() => {
      window.print = () => document.documentElement.setAttribute('data-printed', '');
    });
    await wang.go('/mine');
    const slip = await toSlip(page);
    await page.locator('main a[href^="/mine/"]').first().click();
    await wang.link(wang.w('bookings.slip_door')).click();
    await expect(page.locator('h1')).toHaveText(wang.w('bookings.slip_title'));
    await wang.button(wang.w('print')).click();
    await expect(page.locator('html[data-printed]')).toHaveCount(1);

    // A camera reads where the booking is.
    const code = page.getByRole('img', { name: wang.w('bookings.slip_code_alt') });
    const seen = await code.evaluate(async (it) => {
      const picture = it as HTMLImageElement;
      await picture.decode();
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 400;
      const drawn = canvas.getContext('2d');
      if (!drawn) throw new Error('no canvas');
      drawn.fillStyle = 'white';
      drawn.fillRect(0, 0, 400, 400);
      drawn.drawImage(picture, 20, 20, 360, 360);
      return [...drawn.getImageData(0, 0, 400, 400).data];
    });
    const read = (jsqr as unknown as typeof jsqr.default)(new Uint8ClampedArray(seen), 400, 400);
    expect(read?.data).toBe(new URL(slip.replace(/\/slip$/, ''), linli.url).href);

    await page.emulateMedia({ media: 'print' });
    await expect(page.locator(OF_SCREENS)).toHaveCount(0);
    expect(await faint(page)).toEqual([]);
    const when = await page.locator('.slip-when').evaluate((it) => (parseFloat(getComputedStyle(it).fontSize) * 72) / 96);
    expect(when).toBeGreaterThanOrEqual(22);
    const words = await page.locator('body').innerText();
    // A date and not “tomorrow”: paper stays.
    expect(words).toMatch(lang === 'zh' ? /\d+月\d+日 周./ : /(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ [A-Z][a-z]{2}/);
    expect(words).toContain(wang.w('fact_where'));
    await page.screenshot({ path: join(OUT, `slip-print-${lang}.png`), fullPage: true });
  });
}

test('print: black on white, whatever the theme and the size of text', async ({ people }) => {
  const wang = await people.come('wang', { dark: true });
  const { page } = wang;
  await wang.go('/mine');
  const slip = await toSlip(page);
  for (const look of [{ theme: 'dark', size: 0 }, { theme: 'auto', size: 0 }, { theme: 'contrast', size: 3, elder: true }] as const) {
    await people.prefer(page.context(), look);
    await wang.go(slip);
    await page.emulateMedia({ media: 'print' });
    expect(await faint(page), JSON.stringify(look)).toEqual([]);
    await page.emulateMedia({ media: 'screen' });
  }
});

test('print: the desk prints a slip for whoever stands there', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/mine');
  const slip = await toSlip(wang.page);
  const clerk = await people.come('clerk');
  await clerk.go(slip);
  await expect(clerk.title()).toHaveText(clerk.w('bookings.slip_title'));
  await expect(clerk.button(clerk.w('print'))).toBeVisible();
});

test('print: a caregiver’s day and a room’s day are lists without buttons', async ({ people }) => {
  for (const [who, path] of [['carer', '/work'], ['clerk', '/desk/rooms']] as const) {
    const person = await people.come(who);
    const { page } = person;
    await person.go(path);
    await expect(person.button(person.w('print'))).toBeVisible();
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('main li .card').first()).toBeVisible();
    await expect(page.locator(OF_SCREENS)).toHaveCount(0);
    expect(await faint(page)).toEqual([]);
    if (who === 'carer') {
      // Whom to call at every door that is still ahead; of a visit that waits for a yes no address is told.
      const ahead = page.locator('main li:not(.is-done) .card').filter({ hasNotText: person.w('state_yours_to_answer') });
      expect(await ahead.count()).toBeGreaterThan(1);
      for (const card of await ahead.all()) await expect(card).toContainText(/\d{3} \d{4} \d{4}|0\d{2,3} \d{7,8}/);
      await expect(page.locator('h2', { hasText: person.w('care.work_waiting') })).toBeHidden();
    }
    await page.screenshot({ path: join(OUT, `print-${who}.png`), fullPage: true });
  }
});
