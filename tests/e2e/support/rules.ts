// The rules for an app that old people use, measured on a screen as it is rendered. Each finding names the
// rule, the element and the number.
//
//  1 letters without serifs, of the system, large enough    9 a door to elder mode on every screen
//  2 room between lines and paragraphs                     10 names, headings, labels, language, focus, live regions
//  3 contrast of words, pictures and edges                 11 nothing foreign or luring
//  4 colour is never the only sign                         12 what was sent can be taken back for ten minutes
//  5 large targets that do not lie over each other         13 nothing sideways at 320 px in the largest text; no motion
//  6 no gesture that a tap cannot do                       14 read aloud
//  7 nothing changes or ends by itself                     15 whatever a board has, a list has too
//  8 overlays close where one looks for it
//
// Sizes of targets (5) and what lies sideways (13) are measured in measure.ts. Rule 12 is about what happens:
// care.spec.ts, rooms.spec.ts and help.spec.ts cancel what they have just sent.
import type { Page } from './test.ts';

export interface Reading {
  elder: boolean;
  lang: 'zh' | 'en';
  /** Contrast of text that is wanted: 4.5 by the rule, 7 in the theme for more contrast. */
  contrast: number;
}

/** What breaks a rule on the page as it stands. */
export async function rules(page: Page, where: string, reading: Reading): Promise<string[]> {
  const found = await page.evaluate((reading) => {
    const wrong = new Set<string>();
    const said = (it: Element) => {
      const words = (it.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 30);
      return `<${it.tagName.toLowerCase()}${it.className && typeof it.className === 'string' ? `.${it.className.split(' ').join('.')}` : ''}> ${words}`;
    };
    const report = (rule: number, it: Element, number: string) => wrong.add(`rule ${rule}: ${said(it)}: ${number}`);
    const shown = (it: Element) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && it.getBoundingClientRect().width > 1;
    const all = (selector: string) => [...document.querySelectorAll(selector)].filter(shown);

    // Elements that hold words themselves.
    const holders = new Set<Element>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (parent && (walker.currentNode.textContent ?? '').trim() !== '' && !parent.closest('script, .hidden-text, .skip') && shown(parent)) holders.add(parent);
    }

    // Colours as they come out on the screen: what lies below shows through.
    type Colour = [number, number, number, number];
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const known = new Map<string, Colour>();
    const colour = (text: string): Colour => {
      const before = known.get(text);
      if (before) return before;
      if (!pen) throw new Error('no canvas');
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = pen.getImageData(0, 0, 1, 1).data;
      const read: Colour = [r, g, b, a / 255];
      known.set(text, read);
      return read;
    };
    const over = (top: Colour, below: Colour): Colour => {
      const mix = (a: number, b: number) => a * top[3] + b * (1 - top[3]);
      return [mix(top[0], below[0]), mix(top[1], below[1]), mix(top[2], below[2]), 1];
    };
    const ground = (it: Element | null): Colour => {
      const layers: Colour[] = [];
      for (let at = it; at; at = at.parentElement) {
        const layer = colour(getComputedStyle(at).backgroundColor);
        layers.push(layer);
        if (layer[3] === 1) break;
      }
      return layers.reduceRight((below, top) => over(top, below), [255, 255, 255, 1] as Colour);
    };
    const light = (it: Colour) => {
      const part = (value: number) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * part(it[0]) + 0.7152 * part(it[1]) + 0.0722 * part(it[2]);
    };
    const ratio = (a: Colour, b: Colour) => {
      const [more, less] = [light(a), light(b)].sort((x, y) => y - x) as [number, number];
      return (more + 0.05) / (less + 0.05);
    };

    for (const it of holders) {
      const style = getComputedStyle(it);
      const size = parseFloat(style.fontSize);
      // 1: the system's letters without serifs, and large enough.
      if (!/sans-serif$/.test(style.fontFamily)) report(1, it, style.fontFamily);
      if (reading.elder && size < 18) report(1, it, `${size} px, least 18`);
      // 2: room between lines.
      const lines = parseFloat(style.lineHeight) / size;
      if (lines < 1.295) report(2, it, `lines of ${lines.toFixed(2)}, least 1.3`);
      // 3: dark enough against what it stands on.
      const below = ground(it);
      const got = ratio(over(colour(style.color), below), below);
      if (got < reading.contrast - 0.05) report(3, it, `${got.toFixed(2)} : 1, least ${reading.contrast}`);
    }
    if (document.fonts.size > 0) report(1, document.documentElement, `${document.fonts.size} fonts are loaded`);

    // 2: paragraphs are farther apart than lines.
    for (const it of all('p + p')) {
      const before = it.previousElementSibling;
      if (!before || !shown(before) || !it.closest('main') || it.closest('.chip, .visit-time, .next-when')) continue;
      const style = getComputedStyle(it);
      const size = parseFloat(style.fontSize);
      // From baseline to baseline, as the lines inside are measured.
      const line = parseFloat(style.lineHeight);
      const apart = it.getBoundingClientRect().top - before.getBoundingClientRect().bottom;
      const sameRow = apart < 0;
      if (!sameRow && it.closest('.said') && line + apart < 1.3 * line - 0.5) report(2, it, `${((line + apart) / line).toFixed(2)} × the line, least 1.3 at ${size} px`);
    }

    // 3: pictures and edges of what can be pressed or written into.
    for (const it of all('svg.icon')) {
      const below = ground(it.parentElement);
      const got = ratio(over(colour(getComputedStyle(it).color), below), below);
      if (got < 3) report(3, it.parentElement ?? it, `picture ${got.toFixed(2)} : 1, least 3`);
    }
    for (const it of all('input:not([type=radio], [type=checkbox], [type=hidden]), textarea, select, .button, .pill')) {
      const style = getComputedStyle(it);
      const around = ground(it.parentElement);
      const edge = parseFloat(style.borderTopWidth) > 0 ? ratio(over(colour(style.borderTopColor), around), around) : 0;
      const fill = ratio(ground(it), around);
      if (Math.max(edge, fill) < 3) report(3, it, `edge ${Math.max(edge, fill).toFixed(2)} : 1, least 3`);
    }

    // 4: a state is said in words, not by its colour.
    for (const it of all('.chip, .tag, .refusal, [class*="tone-"], .card[class*="edge-"]')) {
      if (!/[\p{L}\p{N}]/u.test(it.textContent ?? '')) report(4, it, 'no words');
    }
    for (const it of all('[aria-current], [aria-pressed=true]')) {
      const style = getComputedStyle(it);
      const other = [...(it.closest('ul, .pills, nav, .days')?.querySelectorAll('a, button') ?? [])].find((one) => one !== it && !one.hasAttribute('aria-current') && one.getAttribute('aria-pressed') !== 'true');
      if (!other || !shown(other)) continue;
      // A ground that is as much darker, or a line: seen without colours as well.
      const differs = ratio(ground(it), ground(other)) >= 3 || style.borderStyle !== getComputedStyle(other).borderStyle || style.textDecorationLine !== getComputedStyle(other).textDecorationLine || ratio(colour(getComputedStyle(it.querySelector('span') ?? it).borderBottomColor), colour(getComputedStyle(other.querySelector('span') ?? other).borderBottomColor)) >= 1.5 || colour(getComputedStyle(other.querySelector('span') ?? other).borderBottomColor)[3] === 0;
      if (!differs) report(4, it, 'chosen by colour alone');
    }

    // 5: nothing that is pressed lies over another or touches it; their sizes are measured elsewhere.
    const still = (it: Element): boolean => it === document.body || (!['fixed', 'sticky'].includes(getComputedStyle(it).position) && still(it.parentElement ?? document.body));
    const pressed = all('a[href], button, summary, textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])').filter((it) => !it.closest('.skip') && still(it));
    for (const [at, it] of pressed.entries()) {
      const box = it.getBoundingClientRect();
      for (const other of pressed.slice(at + 1)) {
        if (it.contains(other) || other.contains(it)) continue;
        const its = other.getBoundingClientRect();
        const [wide, high] = [Math.min(box.right, its.right) - Math.max(box.left, its.left), Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top)];
        if (wide > 1 && high > 1) report(5, it, `lies ${Math.round(wide)}×${Math.round(high)} px over ${(other.textContent ?? '').trim().slice(0, 20)}`);
        // The bars of a table are apart by its lines.
        else if (wide > 1 && high > -4 && !it.closest('table')) report(5, it, `${(-high).toFixed(1)} px from ${(other.textContent ?? '').trim().slice(0, 20)}, least 4`);
      }
    }

    // 6: what can be touched can be clicked.
    for (const it of all('[draggable=true], [ontouchstart], [ongesturestart]')) report(6, it, 'needs a gesture');
    // 7 and 11: nothing leaves or comes over the page by itself, nothing is from elsewhere.
    for (const it of document.querySelectorAll('meta[http-equiv=refresh]')) report(7, it, it.getAttribute('content') ?? '');
    for (const it of document.querySelectorAll('iframe, object, embed, marquee, blink')) report(11, it, 'foreign or moving');
    for (const it of performance.getEntriesByType('resource')) {
      if (new URL(it.name).origin !== location.origin && !it.name.startsWith('data:')) wrong.add(`rule 11: ${it.name} is from elsewhere`);
    }
    // 8: what lies over the page closes in a corner above or at its foot.
    for (const it of all('dialog[open], [role=dialog], [role=alertdialog]')) {
      const frame = it.getBoundingClientRect();
      const ways = [...it.querySelectorAll('button')].filter(shown).map((button) => button.getBoundingClientRect());
      const closes = ways.some((box) => {
        const middle = (box.left + box.right) / 2;
        const corner = box.top < frame.top + frame.height / 3 && (box.left < frame.left + frame.width / 4 || box.right > frame.right - frame.width / 4);
        const foot = box.bottom > frame.bottom - frame.height / 3 && Math.abs(middle - (frame.left + frame.right) / 2) < frame.width / 4;
        return Math.min(box.width, box.height) >= 43.5 && (corner || foot);
      });
      if (!closes) report(8, it, `${ways.length} buttons, none where one closes`);
    }
    // 9: a door to elder mode on every screen.
    if (!document.querySelector('button[name=elder]')) wrong.add('rule 9: <body>: no door to elder mode');

    // 10: the page says what it is.
    if (document.documentElement.lang !== (reading.lang === 'zh' ? 'zh-CN' : 'en')) wrong.add(`rule 10: <html>: lang is ${document.documentElement.lang}`);
    // Hidden ones too: they are for who listens.
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter((it) => it.checkVisibility());
    let level = 0;
    for (const it of headings) {
      const now = Number(it.tagName.slice(1));
      if (now > level + 1) report(10, it, `level ${now} after ${level}`);
      level = now;
    }
    if (document.querySelectorAll('h1').length !== 1) wrong.add(`rule 10: <body>: ${document.querySelectorAll('h1').length} first headings`);
    for (const [selector, count] of [['main', 1], ['header', 1]] as const) {
      const got = document.querySelectorAll(selector).length;
      if (got !== count) wrong.add(`rule 10: <body>: ${got} × ${selector}`);
    }
    for (const it of all('main input:not([type=hidden]), main textarea, main select')) {
      const field = it as HTMLInputElement;
      if ((field.labels?.length ?? 0) === 0 && !field.getAttribute('aria-label')) report(10, it, `no label: ${field.name}`);
      if (field.getAttribute('aria-invalid') === 'true') {
        const words = (field.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('');
        if (words.trim() === '') report(10, it, 'wrong, and nothing says why');
      }
    }
    for (const it of all('a[href], button')) {
      const name = it.getAttribute('aria-label') ?? (it.textContent ?? '');
      if (name.trim() === '') report(10, it, 'no name');
    }
    if (!document.querySelector('[role=status]')) wrong.add('rule 10: <body>: nothing is said of what comes later');
    for (const it of all('.refusal')) {
      if (it.getAttribute('role') !== 'alert') report(10, it, 'a refusal that is not said');
    }
    for (const it of all('[tabindex]')) {
      if (Number(it.getAttribute('tabindex')) > 0) report(10, it, `tabindex ${it.getAttribute('tabindex')}`);
    }
    // 13: who wants less motion gets none.
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      for (const it of document.querySelectorAll('main *, header *, nav *')) {
        const style = getComputedStyle(it);
        if (Math.max(...[style.transitionDuration, style.animationDuration].flatMap((times) => times.split(',').map(parseFloat))) > 0.011) report(13, it, `moves for ${style.transitionDuration} ${style.animationDuration}`);
      }
    }
    // 14: the page can be read aloud.
    if ('speechSynthesis' in globalThis && document.documentElement.hasAttribute('data-live') && !document.querySelector('.aloud button')) wrong.add('rule 14: <body>: cannot be read aloud');
    // 15: a board has the same as a list.
    for (const it of all('.day-table')) {
      // Its bars lead into the list: of this page, or of the page that is the board's own.
      for (const link of it.querySelectorAll<HTMLAnchorElement>('a[href]')) {
        const elsewhere = link.pathname !== location.pathname && link.hash !== '';
        const target = document.getElementById(link.hash.slice(1));
        if (!elsewhere && !target?.closest('li')) report(15, it, `${link.getAttribute('href')} stands in no list`);
      }
    }
    return [...wrong];
  }, reading);
  return found.map((it) => `${where}: ${it}`);
}

/** Rule 10: Tab goes down the page, and one sees where it is. At most so many stops are looked at. */
export async function order(page: Page, where: string, stops = 40): Promise<string[]> {
  const wrong: string[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  let before = { top: -1, part: '' };
  for (let stop = 0; stop < stops; stop++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const it = document.activeElement;
      if (!it || it === document.body) return null;
      const label = it.id === '' ? null : document.querySelector(`label[for="${CSS.escape(it.id)}"]`);
      const seen = (one: Element | null) => {
        const style = one ? getComputedStyle(one) : null;
        return style !== null && ((style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none');
      };
      const part = it.closest('header, main, nav.main-nav')?.tagName ?? 'BODY';
      const box = (it.matches('[type=radio], [type=checkbox]') && label ? label : it).getBoundingClientRect();
      return {
        words: (it.getAttribute('aria-label') ?? it.textContent ?? '').trim().slice(0, 30),
        top: box.top + scrollY,
        height: box.height,
        part,
        seen: seen(it) || seen(label),
      };
    });
    if (!now) break;
    if (!now.seen) wrong.push(`${where}: rule 10: one does not see the focus on ${now.words}`);
    if (now.part === before.part && now.top < before.top - now.height - 8) {
      wrong.push(`${where}: rule 10: Tab goes up ${Math.round(before.top - now.top)} px to ${now.words}`);
    }
    before = now;
  }
  return wrong;
}
