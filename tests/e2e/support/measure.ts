// What can be measured of a screen as it is rendered.
import type { Page } from './test.ts';

/** Sizes of targets and text, in CSS pixels, and what sticks out sideways. */
export async function sizes(page: Page, where: string, elder: boolean): Promise<string[]> {
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
export async function sideways(page: Page, where: string): Promise<string[]> {
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

/** Dresses the page as it stands in a theme; it stays the same page. */
export async function dress(page: Page, theme: string): Promise<void> {
  await page.evaluate((it) => {
    document.documentElement.classList.remove('auto', 'light', 'dark', 'contrast');
    document.documentElement.classList.add(it);
  }, theme);
}
