// Pictures of every screen, into screenshots-out; with GALLERY=1 also the chosen ones of the README.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/linli.ts';
import { SCREENS, byPerson, visit } from './support/screens.ts';
import { type Lang, type Look, type Name, expect, test } from './support/test.ts';

const OUT = join(import.meta.dirname, 'screenshots-out');
const GALLERY = join(import.meta.dirname, 'gallery');
mkdirSync(OUT, { recursive: true });

for (const [who, screens] of byPerson()) {
  test(`pictures: ${who ?? 'nobody signed in'}`, async ({ people }) => {
    test.setTimeout(150_000);
    const person = who ? await people.come(who) : await people.open();
    for (const lang of ['zh', 'en'] satisfies Lang[]) {
      await people.prefer(person.page.context(), { lang });
      const reader = Object.assign(Object.create(person) as typeof person, { lang });
      for (const screen of screens) {
        await visit(reader, screen);
        await person.page.screenshot({ path: join(OUT, `${screen.name}-${lang}.png`) });
        await person.page.screenshot({ path: join(OUT, `${screen.name}-${lang}-whole.png`), fullPage: true });
        if (screen.wide) {
          await person.page.setViewportSize({ width: 1280, height: 800 });
          await person.page.screenshot({ path: join(OUT, `${screen.name}-${lang}-1280.png`) });
          await person.page.setViewportSize({ width: 360, height: 800 });
        }
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

const CHOSEN: [file: string, screen: string, look: Look][] = [
  ['home', 'home', {}],
  ['home-elder', 'home', { elder: true }],
  ['home-dark', 'home', { theme: 'dark' }],
  ['care-time', 'care-time', {}],
  ['rooms-en', 'rooms', { lang: 'en' }],
  ['help-ask', 'help-ask', {}],
  ['help-story-en', 'help', { lang: 'en' }],
  ['caregiver', 'caregiver-today', {}],
  ['desk', 'desk', { width: 1280, height: 800 }],
  ['desk-care', 'desk-care', { width: 1280, height: 800 }],
];

/** What browsers show before linli is installed. */
const INSTALL = ['home', 'care-time', 'home-elder'];

test('gallery', async ({ people }) => {
  test.skip(process.env.GALLERY !== '1', 'only with GALLERY=1, so that a run leaves the tree as it was');
  test.setTimeout(150_000);
  mkdirSync(GALLERY, { recursive: true });
  for (const [file, name, look] of CHOSEN) {
    const screen = SCREENS.find((it) => it.name === name);
    if (!screen) throw new Error(`no screen ${name}`);
    const who = screen.who as Name;
    const person = await people.come(who, look);
    await visit(person, screen);
    const picture = await person.page.screenshot({ path: join(GALLERY, `${file}.png`), scale: 'css' });
    expect(picture.length, file).toBeLessThan(160 * 1024);
    if (INSTALL.includes(file)) copyFileSync(join(GALLERY, `${file}.png`), join(ROOT, 'public/screenshots', `${file}.png`));
  }
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  await wang.synced();
  await wang.setOffline(true);
  await wang.page.getByLabel(wang.w('help_what')).fill('厨房的灯不亮了');
  await wang.button(wang.w('help_send')).click();
  await expect(wang.page.locator('a.phone-line')).toBeVisible();
  await expect(wang.page).not.toHaveURL(/ask/);
  await wang.page.screenshot({ path: join(GALLERY, 'offline.png'), scale: 'css' });
});
