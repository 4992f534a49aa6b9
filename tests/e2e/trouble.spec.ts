// The screens of no network, of what is not sent, refused later, urgent, ended and outdated: as
// readable as all others.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe } from './support/axe.ts';
import { sideways, sizes } from './support/measure.ts';
import { patience } from './support/pace.ts';
import { entry, takeRoom } from './support/steps.ts';
import { type Lang, type Look, type Person, expect, test } from './support/test.ts';

const OUT = join(import.meta.dirname, 'screenshots-out');
const CHESS = { zh: '棋牌室', en: 'Chess and cards room' } as const;

/** Everything that a program can check of this screen, and a picture. */
async function check(person: Person, name: string, look: Look): Promise<string[]> {
  const where = `${name}-${look.lang}${look.elder ? '-elder' : ''}${look.size ? '-largest' : ''}${look.dark ? '-dark' : ''}`;
  mkdirSync(OUT, { recursive: true });
  await person.page.screenshot({ path: join(OUT, `${where}.png`), fullPage: true });
  return [
    ...(await axe(person.page, where)),
    ...(await sizes(person.page, where, look.elder ?? false)),
    ...(await sideways(person.page, where)),
  ];
}

async function openChess(person: Person): Promise<void> {
  await person.go('/rooms?day=2026-12-08');
  await entry(person, CHESS[person.lang]).getByRole('link', { name: person.w('rooms.all_times') }).click();
  await expect(person.title()).toHaveText(CHESS[person.lang]);
}

const LOOKS: Look[] = [
  { lang: 'zh' },
  { lang: 'en', dark: true, theme: 'dark' },
  { lang: 'zh', elder: true },
  { lang: 'en', elder: true, size: 3, width: 320 },
];

for (const look of LOOKS) {
  const lang: Lang = look.lang ?? 'zh';
  test(`trouble: ${lang}${look.elder ? ' elder' : ''} ${look.width ?? 360} px`, async ({ people }) => {
    test.setTimeout(patience(180));
    const wang = await people.come('wang', look);
    const chen = await people.come('chen', { lang });
    const problems: string[] = [];
    await openChess(chen);
    await openChess(wang);
    await wang.synced();
    await wang.setOffline(true);
    await takeRoom(wang, 0, '下棋');
    await expect(wang.page.getByText(wang.w('unsent_about'))).toBeVisible();
    problems.push(...(await check(wang, 'unsent', look)));

    await wang.page.locator('a.phone-line').click();
    await expect(wang.title()).toHaveText(wang.w('phone_title'));
    problems.push(...(await check(wang, 'phone-unsent', look)));

    await takeRoom(chen, 0, '打牌');
    await expect(chen.page.getByText(chen.w('bookings.booked_now'))).toBeVisible();
    await wang.setOffline(false);
    await expect(wang.page.getByRole('alert')).toContainText(wang.w('taken'));
    problems.push(...(await check(wang, 'refused-later', look)));
    await wang.button(wang.w('seen')).click();

    await wang.go('/help/ask');
    await wang.synced();
    await wang.setOffline(true);
    await wang.page.getByLabel(wang.w('help.what')).fill('摔倒了');
    await wang.page.getByRole('radio', { name: new RegExp(`^${wang.w('help.urgency.Urgent')}`) }).check({ force: true });
    await wang.button(wang.w('help.send')).click();
    await expect(wang.page.getByRole('alertdialog')).toBeVisible({ timeout: patience(20) });
    problems.push(...(await check(wang, 'call-now', look)));
    await wang.page.keyboard.press('Tab');
    await wang.button(wang.w('call_close')).click();
    await wang.setOffline(false);
    await expect(wang.page.locator('a.phone-line')).toHaveCount(0);

    await wang.page.context().clearCookies({ name: 'linli-local' });
    wang.forgive(/status of 401/);
    await wang.page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(wang.page.getByText(wang.w('trouble.SignedOut'))).toBeVisible();
    problems.push(...(await check(wang, 'signed-out', look)));
    for (const it of problems) console.log(it);
    expect(problems).toEqual([]);
  });
}
