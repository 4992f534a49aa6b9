// What a phone that is lost, borrowed or signed out still has of anybody: nothing but what its person has
// not sent, and that is shown to nobody.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe } from './support/axe.ts';
import { sideways, sizes } from './support/measure.ts';
import { patience } from './support/pace.ts';
import { rules } from './support/rules.ts';
import { ask } from './support/steps.ts';
import { type Look, type Person, WHO, expect, test } from './support/test.ts';

const OUT = join(import.meta.dirname, 'screenshots-out');
const HOUR = 3_600_000;

/** Everything that this browser keeps, but for the files of the build. */
async function kept(person: Person): Promise<{ rows: string; ledger: string; local: string }> {
  return person.page.evaluate(async () => {
    const names = (await indexedDB.databases()).map((it) => it.name ?? '').filter((it) => it.startsWith('linli-'));
    const read = (name: string, store: string) =>
      new Promise<string>((done, failed) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction(store).objectStore(store).getAll();
          asked.onsuccess = () => {
            opening.result.close();
            done((asked.result as string[]).join('\n'));
          };
        };
      });
    const all = async (store: string) => (await Promise.all(names.map((it) => read(it, store)))).join('\n').trim();
    return { rows: await all('buckets'), ledger: await all('ledger'), local: JSON.stringify(localStorage) };
  });
}

const rowsOf = async (person: Person) => (await kept(person)).rows;

/** Moves the clock of the browser that is open, as whoever has the phone can. */
async function turnClock(person: Person, hours: number): Promise<void> {
  await person.page.evaluate((ahead) => {
    const wide = globalThis as unknown as { ahead?: number };
    wide.ahead = (wide.ahead ?? 0) + ahead;
  }, hours * 3_600);
}

/** As `turnClock`, for the pages that are opened from now on; several turns add up. */
async function turnClockFor(person: Person, hours: number): Promise<void> {
  await person.page.context().addInitScript((ahead) => {
    const before = Date.now.bind(Date);
    Date.now = () => before() + ahead;
  }, hours * HOUR);
}

/** Somebody ends all sessions on the server. */
function revoke(person: Person): void {
  person.forgive(/status of 401/);
  person.linli.sql('DELETE FROM session');
}

/** The server forgets within seconds who a session belonged to. */
async function untilRevoked(person: Person): Promise<void> {
  await expect
    .poll(async () => person.page.evaluate(async () => (await fetch('/api/v1/session')).status), { timeout: patience(30), intervals: [1_000] })
    .toBe(401);
}

async function look(person: Person): Promise<void> {
  await person.page.evaluate(() => dispatchEvent(new Event('online')));
}

/** A clerk at the desk, with a half-filled form and the worker that opens linli without a network. */
async function clerkAtDesk(people: { come: (name: 'clerk', look: Look) => Promise<Person> }): Promise<Person> {
  const clerk = await people.come('clerk', { worker: true });
  await clerk.go('/help/ask');
  await clerk.installed();
  await clerk.synced();
  await clerk.page.getByLabel(clerk.w('help.what')).fill('赵铁柱要搬家');
  await expect.poll(async () => (await kept(clerk)).local).toContain('赵铁柱');
  expect((await kept(clerk)).rows).toContain(WHO.wang.name);
  return clerk;
}

for (const name of ['clerk', 'wang'] as const) {
  test(`h7_a_session_that_was_ended_takes_the_rows_along (${name})`, async ({ people }) => {
    const person = await people.come(name, { worker: true });
    await person.go('/messages');
    await person.installed();
    await person.synced();
    expect(await rowsOf(person)).toContain(WHO[name].name);
    revoke(person);
    await untilRevoked(person);
    await look(person);
    await expect.poll(() => rowsOf(person)).toBe('');
    await expect(person.page.getByText(person.w('hidden_signed_out'))).toBeVisible();
    await expect(person.page.getByText(person.w('trouble.SignedOut'))).toBeVisible();
    await expect(person.page.locator('main')).not.toContainText(WHO.wang.called);
    // Also when it is opened again, without a network.
    await person.setOffline(true);
    for (const path of ['/', '/mine', '/messages']) {
      await person.reopen(path);
      await expect(person.page.getByText(person.w('hidden_signed_out'))).toBeVisible();
      await expect(person.page.locator('body')).not.toContainText(WHO[name].called);
    }
    await person.setOffline(false);
    await person.signIn(name);
    await person.go('/messages');
    await person.synced();
    await expect.poll(() => rowsOf(person)).toContain(WHO[name].name);
    await expect(person.page.getByText(person.w('trouble.SignedOut'))).toHaveCount(0);
  });
}

test('h7_a_page_for_nobody_takes_the_rows_and_drafts_of_staff_along', async ({ people }) => {
  const clerk = await clerkAtDesk(people);
  revoke(clerk);
  await untilRevoked(clerk);
  // The server knows nobody and shows where to sign in; no pull was refused.
  await clerk.page.route('**/api/sync/**', (route) => route.abort('connectionfailed'));
  clerk.forgive(/net::ERR_/);
  await clerk.reopen('/desk');
  await expect(clerk.page).toHaveURL(/\/sign-in/);
  await expect.poll(() => rowsOf(clerk)).toBe('');
  expect((await kept(clerk)).local).not.toContain('赵铁柱');
  await clerk.setOffline(true);
  for (const path of ['/desk', '/messages']) {
    await clerk.reopen(path);
    await expect(clerk.page.getByText(clerk.w('trouble.SignedOut'))).toBeVisible();
    await expect(clerk.page.locator('body')).not.toContainText(WHO.wang.called);
  }
});

test('h7_what_is_not_sent_outlives_the_session_and_is_shown_to_nobody', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/help/ask');
  await wang.installed();
  await wang.synced();
  await wang.setOffline(true);
  await wang.page.getByLabel(wang.w('help.what')).fill('灯泡坏了');
  await wang.button(wang.w('help.send')).click();
  await expect(wang.link(wang.p('unsent_count', { count: '1' }))).toBeVisible();
  revoke(wang);
  // The server may remember the session for some seconds; then it would take it.
  await wang.page.route('**/api/sync/v1/push*', (route) => route.fulfill({ status: 401, json: { code: 'signed_out' } }));
  await wang.setOffline(false);
  await expect(wang.page.getByText(wang.w('hidden_signed_out'))).toBeVisible();
  await expect.poll(() => rowsOf(wang)).toBe('');
  expect((await kept(wang)).ledger).toContain('灯泡坏了');
  await expect(wang.link(wang.p('unsent_count', { count: '1' }))).toBeVisible();
  await wang.link(wang.p('unsent_count')).click();
  await expect(wang.page.getByText(wang.p('put_by', { count: '1' }))).toBeVisible();
  await expect(wang.page.locator('body')).not.toContainText('灯泡坏了');
  await wang.page.unroute('**/api/sync/v1/push*');
  await wang.signIn('wang');
  await wang.go('/mine');
  await wang.synced();
  await expect(wang.link(/灯泡坏了/)).toHaveCount(1);
  await expect(wang.link(wang.p('unsent_count'))).toHaveCount(0);
});

test('h7_after_three_days_a_phone_of_staff_is_empty_and_stays_so_when_the_clock_is_set_back', async ({ people }) => {
  const clerk = await clerkAtDesk(people);
  await clerk.setOffline(true);
  await turnClockFor(clerk, 73);
  await clerk.reopen('/desk');
  await expect.poll(() => rowsOf(clerk)).toBe('');
  await expect(clerk.page.getByText(clerk.w('hidden_about'))).toBeVisible();
  expect((await kept(clerk)).local).not.toContain('赵铁柱');
  await turnClockFor(clerk, -73);
  await clerk.reopen('/desk');
  await expect(clerk.page.getByText(clerk.w('hidden_about'))).toBeVisible();
  expect(await rowsOf(clerk)).toBe('');
  await expect(clerk.page.locator('body')).not.toContainText(WHO.wang.called);
  await clerk.setOffline(false);
  await expect(clerk.page.getByText(clerk.w('hidden_about'))).toHaveCount(0);
  await expect.poll(() => rowsOf(clerk)).toContain(WHO.wang.name);
});

test('h7_a_clock_set_back_while_the_app_is_closed_empties_a_phone_of_staff', async ({ people }) => {
  const clerk = await clerkAtDesk(people);
  await clerk.setOffline(true);
  await turnClockFor(clerk, -100);
  await clerk.reopen('/desk');
  await expect.poll(() => rowsOf(clerk)).toBe('');
  await expect(clerk.page.getByText(clerk.w('hidden_about'))).toBeVisible();
});

test('h7_a_phone_of_staff_that_stays_open_is_emptied_too', async ({ people }) => {
  const carer = await people.come('carer', { worker: true });
  await carer.go('/work');
  await carer.installed();
  await carer.synced();
  await carer.setOffline(true);
  await turnClock(carer, 73);
  await expect(carer.page.getByText(carer.w('hidden_about'))).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => rowsOf(carer)).toBe('');
});

test('h7_a_resident_without_a_network_for_a_month_still_sees_their_own', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/mine');
  await wang.installed();
  await wang.synced();
  await wang.setOffline(true);
  await turnClockFor(wang, 24 * 30);
  await wang.reopen('/mine');
  await expect(wang.title()).toHaveText(wang.w('mine_title'));
  await expect(wang.page.getByText(wang.w('hidden_about'))).toHaveCount(0);
  expect(await rowsOf(wang)).toContain(WHO.wang.name);
});

/** Signs in as on a phone that is not one's own. */
async function borrow(person: Person, name: 'wang' | 'clerk'): Promise<void> {
  await person.page.goto('/sign-in');
  await person.button(new RegExp(WHO[name].name)).click();
  await expect(person.page.getByLabel(person.w('sign_in_code'), { exact: true })).toHaveValue(/^\d{6}$/);
  await person.ready();
  await person.page.getByRole('checkbox', { name: new RegExp(`^${person.w('sign_in_borrowed')}`) }).check({ force: true });
  await person.button(person.w('sign_in')).click();
  await expect(person.page).not.toHaveURL(/sign-in/);
  await person.ready();
}

test('l7_a_borrowed_phone_keeps_nothing', async ({ people }) => {
  const person = await people.open();
  await borrow(person, 'wang');
  await person.go('/mine');
  await person.synced();
  await expect(person.page.getByText(person.w('trouble.Borrowed'))).toBeVisible();
  await person.button(person.w('seen')).click();
  await expect(person.page.getByText(person.w('trouble.Borrowed'))).toHaveCount(0);
  await ask(person, '借手机的人写的话');
  await person.go('/help/ask');
  await person.page.getByLabel(person.w('help.what')).fill('半句话');
  await person.synced();
  const left = await kept(person);
  expect(left.rows + left.ledger).toBe('');
  for (const word of [WHO.wang.name, '半句话', '借手机的人写的话', 'linli.account']) expect(left.local).not.toContain(word);
  expect(await person.page.evaluate(() => indexedDB.databases())).toEqual([]);
  const cookies = await person.page.context().cookies();
  expect(cookies.find((it) => it.name === 'linli-local')?.expires).toBe(-1);
  // The next one who comes is nobody.
  await person.page.context().clearCookies({ name: 'linli-local' });
  await person.go('/help/ask');
  await expect(person.page.locator('body')).not.toContainText('半句话');
  await expect(person.page.locator('body')).not.toContainText(WHO.wang.called);
});

test('l7_whose_phone_it_is_leaves_no_rows_to_who_borrows_it', async ({ people }) => {
  const phone = await people.come('clerk');
  await phone.go('/desk');
  await phone.synced();
  expect(await rowsOf(phone)).toContain(WHO.wang.name);
  await borrow(phone, 'wang');
  await phone.synced();
  await expect.poll(() => rowsOf(phone)).toBe('');
  expect((await kept(phone)).local).not.toContain('linli.account');
});

test('l7_whoever_walks_away_from_a_borrowed_phone_is_signed_out', async ({ people }) => {
  const person = await people.open();
  await borrow(person, 'wang');
  await person.go('/mine');
  await person.synced();
  await turnClock(person, 0.3);
  await expect(person.page).toHaveURL(/\/sign-in/, { timeout: 60_000 });
  expect(await person.page.evaluate(async () => (await fetch('/api/v1/session')).status)).toBe(401);
  person.forgive(/status of 401/);
});

test('l7_without_script_the_choice_is_taken_too', async ({ people }) => {
  const visitor = await people.open({ script: false });
  const { page } = visitor;
  await page.goto('/sign-in');
  await visitor.button(/王桂芳/).click();
  await page.getByRole('checkbox', { name: new RegExp(`^${visitor.w('sign_in_borrowed')}`) }).check({ force: true });
  await visitor.button(visitor.w('sign_in')).click();
  await expect(visitor.title()).toContainText(WHO.wang.called);
  const cookies = await page.context().cookies();
  expect(cookies.find((it) => it.name === 'linli-local')?.expires).toBe(-1);
});

const LOOKS: Look[] = [
  { lang: 'zh' },
  { lang: 'en', dark: true, theme: 'dark' },
  { lang: 'zh', elder: true },
  { lang: 'en', elder: true, size: 3, width: 320 },
  { lang: 'zh', size: 3, width: 320 },
];

for (const view of LOOKS) {
  const where = `${view.lang}${view.elder ? ' elder' : ''}${view.dark ? ' dark' : ''} ${view.width ?? 360} px`;
  test(`h7_l7_these_screens_are_as_readable_as_all_others (${where})`, async ({ people }) => {
    test.setTimeout(180_000);
    const problems: string[] = [];
    const check = async (person: Person, name: string) => {
      const at = `${name}-${where.replaceAll(' ', '-')}`;
      mkdirSync(OUT, { recursive: true });
      await person.page.screenshot({ path: join(OUT, `${at}.png`), fullPage: true });
      problems.push(...(await axe(person.page, at)), ...(await sizes(person.page, at, view.elder ?? false)));
      problems.push(...(await sideways(person.page, at)), ...(await rules(person.page, at, { lang: view.lang ?? 'zh', elder: view.elder ?? false, contrast: 4.5 })));
    };
    const person = await people.open(view);
    await person.page.goto('/sign-in');
    await person.button(/王桂芳/).click();
    await expect(person.title()).toHaveText(person.w('sign_in_code_title'));
    await person.ready();
    await check(person, 'code');
    await person.page.getByRole('checkbox').check({ force: true });
    await check(person, 'code-borrowed');
    await person.button(person.w('sign_in')).click();
    await expect(person.page.getByText(person.w('trouble.Borrowed'))).toBeVisible();
    await check(person, 'borrowed');

    const clerk = await people.come('clerk', { ...view, worker: true });
    await clerk.go('/desk');
    await clerk.installed();
    await clerk.synced();
    await clerk.setOffline(true);
    await turnClockFor(clerk, 80);
    await clerk.reopen('/desk');
    await expect(clerk.page.getByText(clerk.w('hidden_about'))).toBeVisible();
    await expect(clerk.page.getByText(clerk.w('trouble.Stale'))).toBeVisible();
    await check(clerk, 'erased');
    await clerk.setOffline(false);
    await expect(clerk.page.getByText(clerk.w('hidden_about'))).toHaveCount(0);
    await clerk.page.context().clearCookies({ name: 'linli-local' });
    clerk.forgive(/status of 401/);
    await look(clerk);
    await expect(clerk.page.getByText(clerk.w('hidden_signed_out'))).toBeVisible();
    await check(clerk, 'ended');
    for (const it of problems) console.log(it);
    expect(problems).toEqual([]);
  });
}
