// Pages that stay open while days begin: nobody loads anything anew.
import type { Page } from '@playwright/test';
import type { Linli } from './support/linli.ts';
import { patience } from './support/pace.ts';
import { dealt } from './support/sample.ts';
import { type Screen, byPerson, visit } from './support/screens.ts';
import { expect, test } from './support/test.ts';
import type { Name, People, Person } from './support/test.ts';

const DAY = 86_400_000;

/** A wall clock in Shanghai, so many days after the server's today. */
function at(linli: Linli, days: number, clock: string): Date {
  const day = new Date(linli.now().getTime() + days * DAY);
  return new Date(`${new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(day)}T${clock}:00+08:00`);
}

/** As pages write it: 11月25日 周三. */
function words(day: Date): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', ...options }).format(day);
  return `${part({ month: 'numeric', day: 'numeric' }).replace('/', '月')}日 ${part({ weekday: 'short' })}`;
}

const lead = (person: Person) => person.page.locator('.page-head');
const lunar = async (person: Person) => /农历\S+/.exec(await lead(person).innerText())?.[0] ?? 'none';
const firstDay = (person: Person) => person.page.locator('.day-list a').first();

test('b05: midnight passes over open pages of every role, one of them without a network', async ({ people, linli }) => {
  const evening = at(linli, 1, '23:50');
  const morning = at(linli, 2, '07:00');
  await people.move(evening);
  const [carer, away, wang, room, clerk, note] = [
    await people.come('carer'), await people.come('carer2'), await people.come('wang'),
    await people.come('chen'), await people.come('clerk', { width: 1280 }), await people.come('wang'),
  ];
  await carer.go('/work');
  await away.go('/work');
  await wang.go('/');
  await room.go('/rooms');
  // Ten to midnight has no times any more.
  await room.page.locator('.day-list a').nth(1).click();
  await room.page.getByRole('link', { name: room.w('rooms.all_times') }).first().click();
  await clerk.go('/desk');
  await note.go('/care/book');
  await note.link(new RegExp(`^${note.w('service.Cleaning')}`)).click();
  await note.page.locator('.day-list a').nth(2).click();
  await note.page.getByRole('link', { name: /^(\S+ )?\d+:\d\d$/ }).first().click();
  const typed = note.page.getByLabel(note.w('care.note'));
  await typed.pressSequentially('门铃坏了');
  await expect(note.page.getByRole('definition').filter({ hasText: '后天' })).toBeVisible();
  for (const it of [carer, away, wang, clerk]) await expect(lead(it)).toContainText(words(evening));
  await expect(wang.title()).toContainText('晚上好');
  const lunarEvening = await lunar(wang);
  await expect(firstDay(room)).toContainText('今天');
  const tomorrow = room.page.locator('.day-list a').nth(1);
  await tomorrow.focus();
  for (const it of [carer, away, wang, room, clerk, note]) await it.synced();

  await away.setOffline(true);
  await people.turn(morning);
  for (const it of [carer, away, wang, clerk]) await expect(lead(it)).toContainText(words(morning));
  await expect(wang.title()).toContainText('早上好');
  // The lunar day as well: another one than the evening's.
  expect(await lunar(wang)).not.toBe(lunarEvening);
  // The link that somebody is at is the same day's, which is today now, and the first.
  await expect(firstDay(room)).toBeFocused();
  await expect(firstDay(room)).toContainText('今天');
  await expect(room.page.getByRole('heading', { name: '今天', exact: true })).toBeVisible();
  // Half a sentence stays, with the place in it, and the day that it is about is said anew.
  await expect(note.page.getByRole('definition').filter({ hasText: '明天' })).toBeVisible();
  await expect(typed).toBeFocused();
  await note.page.keyboard.type('，请敲门');
  await expect(typed).toHaveValue('门铃坏了，请敲门');
  // What a caregiver's heading counts is what stands below it, also without a network.
  for (const it of [carer, away]) {
    const stands = async () => {
      const [, count] = /(\d+)/.exec(await it.title().innerText()) ?? [];
      expect(await it.page.locator('main > section').first().locator('li article').count()).toBe(Number(count ?? 0));
    };
    await expect(stands).toPass({ timeout: patience(20) });
  }
  // A clock that is set back by a year in mid-use is not believed.
  await carer.page.evaluate(() => {
    Object.assign(globalThis, { ahead: -365 * 86_400 });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await carer.synced();
  await expect(lead(carer)).toContainText(words(morning));
});

/** What one reads on a page, and the times in its fields; what lasts goes on while one reads. */
async function read(page: Page): Promise<string> {
  const text = await page.locator('main').evaluate((main: HTMLElement) => {
    const fields = [...main.querySelectorAll<HTMLInputElement>('input[type=date], input[type=datetime-local]')];
    return [main.innerText, ...fields.map((it) => `${it.name}=${it.value}`)].join('\n');
  });
  return text.replace(/\d+ 小时(半| \d+ 分)?|\d+ 分钟/g, '…');
}

/** Every screen in a tab of its own. */
async function tabs(person: Person, screens: readonly Screen[]): Promise<{ name: string; page: Page }[]> {
  const all = [];
  for (const screen of screens) {
    const page = await person.page.context().newPage();
    await visit(Object.assign(Object.create(person) as Person, { page }), screen);
    all.push({ name: screen.name, page });
  }
  return all;
}

/**
 * What nobody sees at twenty to twelve at night: a visit to check in to, or one that nobody comes for. And what is not
 * the same when it is loaded again: an answer to a form, the room that a phone's storage takes.
 */
const APART = ['caregiver-here', 'desk-assign', 'desk-found', 'desk-nobody', 'this-phone'];

/** Somebody lies down in the evening with every screen open, and takes the phone up again in the morning. */
async function overNight(people: People, linli: Linli, who: Name, screens: readonly Screen[], evening: Date, morning: Date): Promise<Person> {
  await people.move(evening);
  // Sessions do not last for weeks.
  const person = await people.sit(null);
  await person.signIn(who);
  const open = await tabs(person, screens);
  // It lies on the table, as asleep as phones are.
  await person.setOffline(true);
  await people.move(morning);
  for (const page of person.page.context().pages()) {
    await page.evaluate((ahead: number) => {
      Object.assign(globalThis, { ahead });
      document.dispatchEvent(new Event('visibilitychange'));
    }, linli.shift);
  }
  await person.setOffline(false);
  const fresh = await person.page.context().newPage();
  for (const { name, page } of open) {
    await fresh.goto(page.url());
    await expect(fresh.locator('html[data-synced]')).toBeAttached();
    const same = async () => expect(await read(page), name).toBe(await read(fresh));
    await expect(same).toPass({ timeout: patience(20) });
  }
  return person;
}

/** Screens that are there on any day, without steps before them. */
const ofAnyDay = (it: Screen) => typeof it.path === 'string' && !it.then;

/** Nights that come a few times a year. Every screen is open over one of them in each run, over all in a run of every dress. */
const RARE = ['the end of a year, and a holiday', 'America/New_York', 'Australia/Sydney'] as const;
const openOver = (night: (typeof RARE)[number]) => (it: Screen) => ofAnyDay(it) && dealt('nights', it, RARE).includes(night);

const NIGHTS: { night: string; days: number; who?: Name[] }[] = [
  { night: 'a night', days: 1 },
  { night: RARE[0], days: 37, who: ['wang', 'carer', 'clerk'] },
];

for (const { night, days, who: only } of NIGHTS) {
  for (const [who, screens] of byPerson()) {
    // The first night over every screen that is there late in the evening, the other over its share of those of any day.
    const seen = screens.filter((it) => !APART.includes(it.name) && (days === 1 || openOver(RARE[0])(it)));
    if (who && seen.length > 0 && (only?.includes(who) ?? true)) test(`b05: after ${night} every page reads as if it were loaded (${who})`, async ({ people, linli }) => {
      test.setTimeout(patience(240));
      await overNight(people, linli, who, seen, at(linli, days, '23:40'), at(linli, days + 1, '07:05'));
    });
  }
}

// Where clocks are changed: in one night an hour is left out, in the other one comes twice.
const CHANGES = [
  { zone: RARE[1], evening: '2027-03-13T23:40:00-05:00', morning: '2027-03-14T07:05:00-04:00', today: '3月14日 周日' },
  { zone: RARE[2], evening: '2027-04-03T23:40:00+11:00', morning: '2027-04-04T07:05:00+10:00', today: '4月4日 周日' },
];

for (const { zone, evening, morning, today } of CHANGES) {
  for (const [who, first] of [['wang', '/'], ['carer', '/work'], ['clerk', '/desk']] as const) {
    test(`b05: after a night in which clocks are changed every page reads as if it were loaded (${who}, ${zone})`, async ({ people, linli }) => {
      test.setTimeout(patience(240));
      await linli.leave();
      linli.sql(`UPDATE place SET zone = '${zone}'`);
      await linli.up();
      const screens = (byPerson().get(who) ?? []).filter((it) => !APART.includes(it.name) && openOver(zone)(it));
      const person = await overNight(people, linli, who, screens, new Date(evening), new Date(morning));
      await person.go(first);
      await expect(lead(person)).toContainText(today);
      if (who !== 'wang') return;
      await expect(person.title()).toContainText('早上好');
      // The times of the day itself: in order, each once, and with the words of that place's clock.
      await person.go('/rooms');
      await person.page.getByRole('link', { name: person.w('rooms.all_times') }).first().click();
      const times = person.page.getByRole('link', { name: /^(\S+ )?\d+:\d\d$/ });
      await expect(times).not.toHaveCount(0);
      const found = await times.evaluateAll((links) =>
        (links as HTMLAnchorElement[]).map((it) => ({ starts: new URL(it.href).searchParams.get('starts') ?? '', said: it.innerText })),
      );
      const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: 'numeric', minute: '2-digit', hour12: true });
      const starts = found.map((it) => Date.parse(it.starts));
      expect(starts).toEqual([...new Set(starts)].sort((one, other) => one - other));
      for (const it of found) expect(clock.format(Date.parse(it.starts))).toContain(/\d+:\d\d/.exec(it.said)?.[0]);
    });
  }
}

for (const script of [true, false]) {
  test(`b21: a year in full width is taken, a wrong number is said where it stands (script ${script})`, async ({ people }) => {
    const clerk = await people.come('clerk', { script });
    await clerk.go('/desk/register');
    const { page } = clerk;
    await page.getByLabel(clerk.w('members.register_name'), { exact: true }).fill(script ? '买买提·艾山' : '王\u202e小明');
    await page.getByRole('radio', { name: clerk.w('members.gender.Male') }).check({ force: true });
    const phone = page.locator('#phone-field');
    const year = page.locator('#birth_year-field');
    await phone.fill('1380000000');
    await year.fill('去年');
    await clerk.button(clerk.w('members.register_send')).click();
    await expect(page.getByRole('alert')).toContainText(clerk.w('field.Phone'));
    await expect(page.getByRole('alert')).toContainText(clerk.w('field.BirthYear'));
    await expect(phone).toHaveAttribute('aria-invalid', 'true');
    await expect(phone).toHaveAttribute('aria-describedby', /phone-field-wrong/);
    await expect(page.locator('#birth_year-field-wrong')).toBeVisible();
    await expect(phone).toBeFocused();
    await phone.fill(script ? '１３９　８８８８　０００１' : '１３９８８８８０００２');
    await year.fill('１９４８年');
    await clerk.button(clerk.w('members.register_send')).click();
    await expect(page.getByText(clerk.w('book_registered'))).toBeVisible();
    await expect(page.getByText('1948').first()).toBeVisible();
  });
}
