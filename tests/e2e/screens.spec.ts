// Pictures of every screen, in one language or in both (support/sample.ts), into screenshots-out; with GALLERY=1 also
// those of the gallery.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/linli.ts';
import { patience } from './support/pace.ts';
import { tours } from './support/sample.ts';
import { SCREENS, byPerson, visit } from './support/screens.ts';
import { type Look, type Name, type Person, expect, test } from './support/test.ts';

const OUT = join(import.meta.dirname, 'screenshots-out');
const GALLERY = join(import.meta.dirname, 'gallery');
mkdirSync(OUT, { recursive: true });

for (const { title, who, visits } of tours('pictures', [false])) {
  test(`pictures: ${title}`, async ({ people }) => {
    test.setTimeout(patience(240));
    const person = await people.sit(who);
    for (const { screen, lang } of visits) {
      await people.prefer(person.page.context(), { lang });
      await visit(person.reading(lang), screen);
      await person.page.screenshot({ path: join(OUT, `${screen.name}-${lang}.png`) });
      await person.page.screenshot({ path: join(OUT, `${screen.name}-${lang}-whole.png`), fullPage: true });
      if (screen.wide) {
        await person.page.setViewportSize({ width: 1280, height: 800 });
        await person.page.screenshot({ path: join(OUT, `${screen.name}-${lang}-1280.png`) });
        await person.page.setViewportSize({ width: 360, height: 800 });
      }
    }
  });
}

const HOME: [string, Look][] = [
  ['elder', { elder: true }],
  ['dark', { theme: 'dark' }],
  ['elder-largest', { elder: true, size: 3 }],
  ['elder-en', { elder: true, lang: 'en' }],
];

test('pictures: the first screen in every dress', async ({ people }) => {
  const person = await people.come('wang');
  for (const [name, look] of HOME) {
    await people.prefer(person.page.context(), { lang: 'zh', elder: false, size: 0, theme: 'auto', ...look });
    await person.go('/');
    await person.page.screenshot({ path: join(OUT, `home-${name}.png`) });
    await person.page.screenshot({ path: join(OUT, `home-${name}-whole.png`), fullPage: true });
  }
});

/** In other dresses than the usual one: the name of the picture, the screen, the dress. */
const DRESSED: [file: string, screen: string, look: Look][] = [
  ['home-elder', 'home', { elder: true }],
  ['home-elder-largest', 'home', { elder: true, size: 3 }],
  ['home-dark', 'home', { theme: 'dark' }],
  ['home-contrast', 'home', { theme: 'contrast' }],
  ['home-en', 'home', { lang: 'en' }],
  ['start-elder', 'start-looks', { elder: true }],
  ['care-time-elder', 'care-time', { elder: true }],
  ['rooms-en', 'rooms', { lang: 'en' }],
  ['room-check-elder-en', 'room-check', { lang: 'en', elder: true }],
  ['help-en', 'help', { lang: 'en' }],
  ['booking-dark', 'booking', { theme: 'dark' }],
  ['caregiver-today-elder', 'caregiver-today', { elder: true }],
  ['caregiver-visit-dark', 'caregiver-visit', { theme: 'dark' }],
  ['desk-contrast', 'desk', { theme: 'contrast' }],
  ['desk-rooms-en', 'desk-rooms', { lang: 'en' }],
  ['tablet-mine', 'mine', { width: 820, height: 1100 }],
  ['tablet-caregiver-today', 'caregiver-today', { width: 820, height: 1100 }],
];

/** What browsers show before linli is installed. */
const INSTALL = ['home', 'care-time', 'home-elder'];

test('gallery', async ({ people }) => {
  test.skip(process.env.GALLERY !== '1', 'only with GALLERY=1, so that a run leaves the tree as it was');
  test.setTimeout(patience(400));
  rmSync(GALLERY, { recursive: true, force: true });
  mkdirSync(GALLERY, { recursive: true });
  const shown: [title: string, pictures: [file: string, caption: string][]][] = [];
  let pictures: [file: string, caption: string][] = [];
  const keep = async (person: Person, file: string) => {
    const picture = await person.page.screenshot({ path: join(GALLERY, `${file}.png`), scale: 'css' });
    expect(picture.length, file).toBeLessThan(160 * 1024);
    if (INSTALL.includes(file)) copyFileSync(join(GALLERY, `${file}.png`), join(ROOT, 'public/screenshots', `${file}.png`));
    pictures.push([file, `${(await person.title().textContent()) ?? ''} · ${file}`]);
  };
  for (const [who, screens] of byPerson()) {
    const person = who ? await people.come(who) : await people.open();
    pictures = [];
    for (const screen of screens) {
      await person.page.setViewportSize({ width: screen.wide ? 1280 : 360, height: 800 });
      await visit(person, screen);
      await keep(person, screen.name);
    }
    shown.push([TITLES[who ?? 'nobody'] ?? '', pictures]);
  }
  pictures = [];
  for (const [file, name, look] of DRESSED) {
    const screen = SCREENS.find((it) => it.name === name);
    if (!screen) throw new Error(`no screen ${name}`);
    const size = screen.wide ? { width: 1280, height: 800 } : {};
    const person = screen.who ? await people.come(screen.who, { ...size, ...look, lang: 'zh' }) : await people.open({ ...size, ...look });
    // An account remembers how it looked last.
    await people.prefer(person.page.context(), { lang: 'zh', elder: false, size: 0, theme: 'auto', ...look });
    await visit(Object.assign(person, { lang: look.lang ?? 'zh' }), screen);
    await keep(person, file);
  }
  const wang = await people.come('wang');
  await people.prefer(wang.page.context(), { elder: false, size: 0, theme: 'auto' });
  await wang.go('/help/ask');
  await wang.synced();
  await wang.setOffline(true);
  await wang.page.getByLabel(wang.w('help.what')).fill('厨房的灯不亮了');
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.locator('a.phone-line')).toBeVisible();
  await expect(wang.page).not.toHaveURL(/ask/);
  await keep(wang, 'offline');
  shown.push(['In other dresses, and without a network', pictures]);
  writeFileSync(join(GALLERY, 'README.md'), page(shown));
});

const TITLES: Partial<Record<Name | 'nobody', string>> = {
  nobody: 'Before signing in',
  wang: 'A resident',
  chen: 'A neighbour',
  family: 'Family',
  carer: 'A caregiver',
  clerk: 'The desk',
  keeper: 'A keeper of rooms',
  supervisor: 'The subdistrict',
  officer: 'The district',
};

const ROW = 4;

/** A page of all pictures. */
function page(shown: [title: string, pictures: [file: string, caption: string][]][]): string {
  const line = (cells: string[]) => `| ${Array.from({ length: ROW }, (_, place) => cells[place] ?? '').join(' | ')} |`;
  const parts = shown.map(([title, pictures]) => {
    const lines = [];
    for (let from = 0; from < pictures.length; from += ROW) {
      const row = pictures.slice(from, from + ROW);
      const cells = row.map(([file, caption]) => `![${caption}](${file}.png)`);
      lines.push(...(from === 0 ? [line(cells), line(Array<string>(ROW).fill('---'))] : [line(cells)]), line(row.map(([, caption]) => caption)));
    }
    return `## ${title}\n${lines.join('\n')}\n`;
  });
  return `# Every screen\nMade by the browser tests: \`GALLERY=1 npm test --prefix tests/e2e -- -g gallery\`.\n\n${parts.join('\n')}`;
}
