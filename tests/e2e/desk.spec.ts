// The clerk books for people who have no phone or do not use one.
import { ask, bookIt, chooseCare, chooseTime, entry, fact, pressTwice, rested, takeRoom, unfold } from './support/steps.ts';
import { type Lang, WHO, expect, test } from './support/test.ts';

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`desk: found by phone number, booked for (${lang})`, async ({ people }) => {
    const clerk = await people.come('clerk', { lang });
    await clerk.go('/desk/book');
    await clerk.page.getByLabel(clerk.w('book_phone')).fill('138 0000 0001');
    await clerk.button(clerk.w('book_find')).click();
    // A glimpse: all of her comes with the page that something is booked on.
    await expect(clerk.page.getByRole('heading', { name: '王**' })).toBeVisible();
    await expect(clerk.page.getByText('138 **** 0001')).toBeVisible();
    await expect(clerk.page.getByText(WHO.wang.name)).toHaveCount(0);
    await clerk.link(new RegExp(`^${clerk.w('service.Meal')}`)).first().click();
    await expect(clerk.title()).toHaveText(clerk.w('care.when'));
    await clerk.page.getByRole('link', { name: /^(\S+ )?\d+:\d\d( [ap]m)?$/ }).first().click();
    await expect(clerk.title()).toHaveText(clerk.w('care.check'));
    await expect(fact(clerk, 'fact_whom')).toHaveText(WHO.wang.called);
    const booking = await bookIt(clerk);
    const wang = await people.come('wang', { lang });
    await wang.go(booking);
    await expect(wang.page.getByRole('listitem').filter({ hasText: wang.w('booking_deed.Booked') })).toContainText(WHO.clerk.name);
    await wang.go('/messages');
    await expect(wang.page.getByText(wang.w('service.Meal')).first()).toBeVisible();
  });

  test(`desk: registered without a phone, and a room at once (${lang})`, async ({ people }) => {
    const clerk = await people.come('clerk', { lang });
    await clerk.go('/desk/book');
    await clerk.link(clerk.w('register_title')).first().click();
    await expect(clerk.title()).toHaveText(clerk.w('register_title'));
    const name = clerk.page.getByLabel(clerk.w('members.register_name'), { exact: true });
    await name.fill('赵素珍');
    await clerk.page.getByLabel(clerk.w('members.register_year')).fill('44');
    await clerk.page.getByLabel(clerk.w('members.register_address')).fill('3 幢 101');
    await clerk.page.getByRole('radio', { name: clerk.w('members.gender.Female') }).check({ force: true });
    await clerk.button(clerk.w('members.register_send')).click();
    // A year that nobody was born in is told in words, and what was written stays.
    await expect(clerk.page.getByRole('alert')).toContainText(clerk.p('birth_year'));
    await expect(name).toHaveValue('赵素珍');
    await clerk.page.getByLabel(clerk.w('members.register_year')).fill('1944');
    await clerk.button(clerk.w('members.register_send')).click();
    await expect(clerk.page.getByText(clerk.w('book_registered'))).toBeVisible();
    await expect(clerk.page.getByRole('heading', { name: '赵**' })).toBeVisible();
    await clerk.link(new RegExp(`^${clerk.w('rooms.book_room')}`)).first().click();
    await clerk.page.getByRole('link', { name: clerk.w('rooms.all_times') }).first().click();
    await chooseTime(clerk, -1);
    await clerk.button(clerk.w('rooms.take')).click();
    await clerk.page.waitForURL(/\/mine\//);
    await expect(clerk.page.getByText('赵素珍').first()).toBeVisible();
  });
}

for (const script of [true, false]) {
  test(`desk: a number nobody has leads to registering, a wrong one to words (script ${script})`, async ({ people }) => {
    const clerk = await people.come('clerk', { script });
    await clerk.go('/desk/book');
    const phone = clerk.page.getByLabel(clerk.w('book_phone'));
    await phone.fill('12');
    await clerk.button(clerk.w('book_find')).click();
    await expect(clerk.page.getByText(clerk.w('book_bad_phone')).first()).toBeVisible();
    await expect(phone).toHaveValue('12');
    // Each run has a number of its own.
    const number = script ? '+86 139 9999 0001' : '139-9999-0002';
    await phone.fill(number);
    await clerk.button(clerk.w('book_find')).click();
    await expect(clerk.page.getByText(clerk.p('book_nobody'))).toBeVisible();
    // The form for it is there at once, with the number.
    const name = clerk.page.getByLabel(clerk.w('members.register_name'), { exact: true });
    await name.fill('钱月仙');
    await clerk.page.getByLabel(clerk.w('members.register_year')).fill('44');
    await clerk.page.getByRole('radio', { name: clerk.w('members.gender.Female') }).check({ force: true });
    await clerk.button(clerk.w('members.register_send')).click();
    await expect(clerk.page.getByRole('alert')).toContainText(clerk.p('birth_year'));
    await expect(name).toHaveValue('钱月仙');
    await clerk.page.getByLabel(clerk.w('members.register_year')).fill('1944');
    await clerk.button(clerk.w('members.register_send')).click();
    await expect(clerk.page.getByText(clerk.w('book_registered'))).toBeVisible();
    await expect(clerk.page.getByRole('heading', { name: '钱**' })).toBeVisible();
    // Another number, in place; then back to an empty form.
    await phone.fill('13800000001');
    await clerk.button(clerk.w('book_find')).click();
    await expect(clerk.page.getByRole('heading', { name: '王**' })).toBeVisible();
    await expect(clerk.page).toHaveURL(/\/desk\/book\?for=[0-9a-f-]{36}$/);
    await clerk.page.reload();
    await expect(clerk.page.getByRole('heading', { name: '王**' })).toBeVisible();
    await expect(clerk.page.getByText(clerk.w('book_registered'))).toHaveCount(0);
    await clerk.link(clerk.w('book_other')).click();
    await expect(clerk.page.getByRole('heading', { name: '王**' })).toHaveCount(0);
    await expect(phone).toHaveValue('');
  });
}

test('desk: another number for somebody is given at once, or not at all', async ({ people }) => {
  const clerk = await people.come('clerk');
  clerk.forgive(/net::ERR_/);
  const register = async () => {
    await clerk.go('/desk/register');
    await clerk.page.getByLabel(clerk.w('members.register_name'), { exact: true }).fill('钱秀兰');
    await clerk.page.getByLabel(clerk.w('members.register_year')).fill('1946');
    await clerk.page.getByRole('radio', { name: clerk.w('members.gender.Female') }).check({ force: true });
    await clerk.button(clerk.w('members.register_send')).click();
    await clerk.link(clerk.w('number_door')).first().click();
    await expect(clerk.title()).toHaveText(clerk.w('members.number_title'));
  };
  await register();
  const { page } = clerk;
  const needs = page.getByText(clerk.w('needs_network'));
  await expect(needs).toHaveCount(0);
  await clerk.setOffline(true);
  await expect(needs).toBeVisible();
  await page.locator('#phone-field').fill('139 7777 0001');
  await page.getByLabel(clerk.w('members.number_reason')).fill('换了新号');
  await clerk.button(clerk.w('members.number_send')).click();
  await expect(page.getByRole('alert')).toContainText(clerk.w('no_network'));
  // Nothing waits on this phone to be done some other day.
  await expect(clerk.link(clerk.p('unsent_count', { count: '1' }))).toHaveCount(0);
  await expect(page.locator('#phone-field')).toHaveValue('139 7777 0001');
  await clerk.setOffline(false);
  await expect(needs).toHaveCount(0);
  // It is decided, but the answer gets lost: the same pressed once more is the same.
  await page.route('**/api/sync/v1/now*', async (route) => {
    await route.fetch();
    await route.abort('connectionfailed');
  }, { times: 1 });
  await clerk.button(clerk.w('members.number_send')).click();
  await expect(page.getByRole('alert')).toContainText(clerk.w('no_answer'));
  await clerk.button(clerk.w('members.number_send')).click();
  await page.waitForURL(/desk\/book/);
  await expect(page.getByText('139 **** 0001')).toBeVisible();
});

test('desk: its pages are closed to residents', async ({ people }) => {
  const wang = await people.come('wang', { script: false });
  for (const path of ['/desk', '/desk/rooms', '/desk/care', '/desk/book', '/desk/register', '/street', '/work']) {
    const answer = await wang.page.goto(path);
    expect(answer?.status(), path).toBe(403);
    await expect(wang.page.getByText(wang.w('problem_not_allowed'))).toBeVisible();
  }
});

test('desk: the clerk cancels a visit and the elder reads why', async ({ people }) => {
  const wang = await people.come('wang');
  await chooseCare(wang, 'service.Cleaning', { day: 1 });
  const booking = await bookIt(wang);
  const clerk = await people.come('clerk');
  await clerk.go(booking);
  await unfold(clerk, clerk.w('bookings.cancel_booking'));
  await clerk.page.getByLabel(clerk.w('bookings.cancel_reason')).fill('停水');
  await clerk.button(clerk.w('bookings.cancel_yes')).click();
  await expect(clerk.page.getByText(clerk.w('state.Cancelled')).first()).toBeVisible();
  await wang.go('/messages');
  await expect(wang.page.getByText(/停水/).first()).toBeVisible();
});

for (const script of [true, false]) {
  test(`desk: somebody is sent to a visit that lost its caregiver, ${script ? 'with' : 'without'} script`, async ({ people }) => {
    const clerk = await people.come('clerk', { script });
    await clerk.go('/desk');
    const first = clerk.page.locator('.side-by-side .list > li').filter({ hasText: clerk.w('care.desk_no_carer') }).first();
    await first.getByRole('link', { name: clerk.w('desk_assign') }).click();
    await expect(clerk.title()).toHaveText(clerk.w('desk_assign'));
    await expect(clerk.page.getByRole('radio').first()).toBeChecked();
    await clerk.button(clerk.w('care.assign_send')).click();
    await expect(clerk.title()).toHaveText(clerk.w('desk_title'));
    await expect(clerk.page.getByText(clerk.w('care.desk_no_carer'))).toHaveCount(0);
  });
}

test('desk: a caregiver who falls ill is replaced, and the reason is asked for', async ({ people }) => {
  const clerk = await people.come('clerk');
  await clerk.go('/desk/care');
  const visits = await clerk.link(clerk.w('care.desk_replace')).evaluateAll((all) => all.map((it) => it.getAttribute('href') ?? ''));
  const reason = clerk.page.getByLabel(clerk.w('care.assign_reason'));
  // The first for which another caregiver is free.
  let visit = '';
  while ((visit = visits.shift() ?? '') !== '') {
    await clerk.go(visit);
    if (await reason.isVisible()) break;
  }
  await expect(clerk.title()).toHaveText(clerk.w('care.desk_replace'));
  const before = await clerk.page.getByText(clerk.p('care.assign_now')).textContent();
  await reason.fill('发烧了');
  await clerk.button(/就派/).click();
  await clerk.page.waitForURL(/\/desk\/care\?day=/);
  await clerk.go(visit);
  await expect(clerk.page.getByText(clerk.p('care.assign_now'))).not.toHaveText(before ?? '');
  await expect(clerk.page.getByText('发烧了')).toBeVisible();
});

test('desk: somebody in need stands first, on the first screen', async ({ people }) => {
  const wang = await people.come('wang');
  const what = '头晕，站不起来';
  await ask(wang, what, { urgent: true });
  const clerk = await people.come('clerk');
  // Who works at the desk begins there.
  await expect(clerk.page).toHaveURL(/\/desk$/);
  const first = clerk.page.locator('.side-by-side .list > li').first();
  await expect(first).toContainText(what);
  const urgent = first.getByText(clerk.w('help.desk_urgent'), { exact: true });
  const box = await urgent.boundingBox();
  expect((box?.y ?? 800) + (box?.height ?? 0), 'on the first screen').toBeLessThan(800);
});

test('desk: two taps approve one booking', async ({ people }) => {
  const clerk = await people.come('keeper');
  const chen = await people.come('chen');
  for (const day of [8, 9]) {
    await chen.go(`/rooms?day=2026-12-0${day}`);
    await entry(chen, chen.w('rooms.needs_approval')).getByRole('link', { name: chen.w('rooms.all_times') }).first().click();
    await takeRoom(chen, 0, '排练');
    await expect(chen.page.getByText(chen.w('bookings.booked_pending'))).toBeVisible();
  }
  await clerk.go('/desk/approvals');
  const waiting = clerk.page.locator('.list > li');
  await clerk.synced();
  const before = await waiting.count();
  expect(before).toBeGreaterThan(1);
  const box = await clerk.button(clerk.w('rooms.desk_approve')).first().boundingBox();
  const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10];
  await pressTwice(clerk, x, y);
  await expect(waiting).toHaveCount(before - 1);
  await rested(clerk);
  await clerk.page.waitForTimeout(500);
  await expect(waiting).toHaveCount(before - 1);
});
