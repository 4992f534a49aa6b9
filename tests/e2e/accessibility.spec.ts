// Every screen in both languages and both modes: axe, target and text sizes, nothing cut off.
import { axe } from './support/axe.ts';
import { byPerson, visit } from './support/screens.ts';
import { type Lang, type Page, expect, test } from './support/test.ts';

/** What is wrong, as it is found: a run that is stopped has said that much. */
function note(problems: string[], found: string[]): void {
  problems.push(...found);
  for (const it of found) console.log(it);
}

/** Sizes of targets and text, in CSS pixels, and what sticks out sideways. */
async function sizes(page: Page, where: string, elder: boolean): Promise<string[]> {
  const found = await page.evaluate((isElder) => {
    const wrong: string[] = [];
    const said = (it: Element) => (it.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40) || it.outerHTML.slice(0, 80);
    const shown = (it: Element) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    for (const it of document.querySelectorAll('a[href], button, input, textarea, select, summary')) {
      if (!shown(it) || getComputedStyle(it).display === 'inline' || it.closest('.skip')) continue;
      if (it instanceof HTMLInputElement && ['hidden', 'radio', 'checkbox'].includes(it.type)) continue;
      const { width, height } = it.getBoundingClientRect();
      if (width < 2 || height < 2) continue;
      const main = it instanceof HTMLButtonElement && it.closest('main') !== null && it.closest('form')?.getAttribute('action') !== '/prefs';
      const least = isElder && main ? 60 : 44;
      if (Math.min(width, height) < least - 0.5) wrong.push(`target ${Math.round(width)}×${Math.round(height)} px, least ${least}: ${said(it)}`);
    }
    for (const label of document.querySelectorAll('input[type=radio] + label, input[type=checkbox] + label')) {
      const { width, height } = label.getBoundingClientRect();
      if (shown(label) && Math.min(width, height) < 43.5) wrong.push(`target ${Math.round(width)}×${Math.round(height)} px: ${said(label)}`);
    }
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = new Set<string>();
    while (words.nextNode()) {
      const parent = words.currentNode.parentElement;
      const text = (words.currentNode.textContent ?? '').trim();
      if (!parent || text === '' || parent.closest('script, .board-head') || !shown(parent)) continue;
      const box = parent.getBoundingClientRect();
      if (box.width < 2 || box.height < 2) continue;
      const style = getComputedStyle(parent);
      const size = parseFloat(style.fontSize);
      if (size < (isElder ? 18 : 14)) small.add(`text of ${size} px: ${text.slice(0, 40)}`);
      const line = parseFloat(style.lineHeight);
      if (line / size < 1.1) small.add(`lines of ${(line / size).toFixed(2)}: ${text.slice(0, 40)}`);
    }
    return [...wrong, ...small];
  }, elder);
  return found.map((it) => `${where}: ${it}`);
}

/** What makes the page scroll sideways, or is cut off. */
async function sideways(page: Page, where: string): Promise<string[]> {
  const found = await page.evaluate(() => {
    const root = document.documentElement;
    const wide = root.scrollWidth - root.clientWidth;
    const out: string[] = [];
    const scrolls = (it: Element | null): boolean =>
      it !== null && it !== root && (['auto', 'scroll'].includes(getComputedStyle(it).overflowX) || scrolls(it.parentElement));
    for (const it of document.body.querySelectorAll('*')) {
      const box = it.getBoundingClientRect();
      const style = getComputedStyle(it);
      if (box.width < 2 || style.position === 'absolute') continue;
      const said = (it.textContent ?? '').trim().slice(0, 30);
      if (box.right > root.clientWidth + 1 && !scrolls(it.parentElement)) out.push(`${it.tagName.toLowerCase()} ends at ${Math.round(box.right)}: ${said}`);
      if (['hidden', 'clip'].includes(style.overflowX) && it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 2) out.push(`cut off: ${said}`);
    }
    return wide > 0 || out.length > 0 ? [`${wide} px too wide; ${out.slice(0, 6).join('; ')}`] : [];
  });
  return found.map((it) => `${where}: ${it}`);
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
