// Care at home, from the elder's wish to the elder's word, across two browsers.
import { bookIt, chooseCare, entry, fact, pressTwice, rested, unfold } from './support/steps.ts';
import { type Lang, type Name, WHO, expect, test } from './support/test.ts';

const CARERS = [WHO.carer.name, WHO.carer2.name] as const;
const account = (carer: string): Name => (carer === WHO.carer.name ? 'carer' : 'carer2');

/** The day after tomorrow's civil time in the district, as an instant. */
function at(day: Date, minutes: number): Date {
  return new Date(day.getTime() + minutes * 60_000);
}

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`care: booked, answered, done and confirmed (${lang})`, async ({ people, linli }) => {
    const wang = await people.come('wang', { lang });
    const { carer } = await chooseCare(wang, 'service.Visit', { carers: CARERS, day: 1 });
    const starts = new Date(new URL(wang.page.url()).searchParams.get('starts') ?? '');
    expect(starts.getTime()).toBeGreaterThan(linli.now().getTime());
    const booking = await bookIt(wang, '门铃坏了');
    await expect(wang.page.getByText(wang.w('state.Assigned')).first()).toBeVisible();

    const li = await people.come(account(carer), { lang });
    const id = booking.split('/').pop();
    await li.go(`/work/${id}`);
    await expect(fact(li, 'care.visit_wish')).toHaveText('门铃坏了');
    await li.button(li.w('care.visit_accept')).click();
    await expect(li.page.getByText(li.w('state_you_will')).first()).toBeVisible();
    await expect(li.page.getByText(li.p('care.visit_not_yet'))).toBeVisible();

    await people.move(at(starts, -15));
    await li.go('/work');
    const card = entry(li, WHO.wang.called).filter({ has: li.link(new RegExp(li.w('service.Visit'))) });
    await expect(card.first()).toContainText('安平路 18 号 5 幢 402');
    await li.go(`/work/${id}`);
    await li.button(li.w('care.visit_set_out')).click();
    await expect(li.page.getByText(li.w('state.OnTheWay')).first()).toBeVisible();
    await wang.go(booking);
    await expect(wang.page.getByText(wang.w('state.OnTheWay')).first()).toBeVisible();
    await li.button(li.w('care.visit_check_in')).click();
    await expect(li.page.getByText(li.w('state.CheckedIn')).first()).toBeVisible();
    await expect(fact(li, 'care.visit_in')).toContainText(li.w('care.place_check.NotVerified'));

    await people.move(at(starts, 40));
    await li.go(`/work/${id}`);
    await li.page.getByLabel(li.w('care.visit_report')).fill('量了血压，聊了天');
    await li.button(li.w('care.visit_check_out')).click();
    await expect(li.page.getByText(li.w('state_elder_confirms')).first()).toBeVisible();

    await wang.go('/mine');
    const waits = wang.page.getByRole('region').or(wang.page.locator('section')).filter({
      has: wang.page.getByRole('heading', { name: wang.w('mine_word') }),
    });
    await waits.getByRole('link', { name: new RegExp(wang.w('service.Visit')) }).first().click();
    await wang.page.waitForURL(new RegExp(booking));
    await expect(fact(wang, 'bookings.fact_report')).toHaveText('量了血压，聊了天');
    await wang.button(wang.w('bookings.confirm_done')).click();
    await expect(wang.page.getByText(wang.w('state.Completed')).first()).toBeVisible();
    await expect(wang.page.getByText(wang.w('booking_deed.Confirmed'))).toBeVisible();
  });
}

test('care: something was wrong, and the desk learns of it', async ({ people }) => {
  const wang = await people.come('wang');
  const { carer } = await chooseCare(wang, 'service.Meal', { carers: CARERS, day: 1 });
  const starts = new Date(new URL(wang.page.url()).searchParams.get('starts') ?? '');
  const booking = await bookIt(wang);
  const id = booking.split('/').pop();
  const li = await people.come(account(carer));
  await li.go(`/work/${id}`);
  await li.button(li.w('care.visit_accept')).click();
  await expect(li.page.getByText(li.w('state_you_will')).first()).toBeVisible();
  await people.move(at(starts, -5));
  for (const [step, state] of [
    ['care.visit_set_out', 'state.OnTheWay'],
    ['care.visit_check_in', 'state.CheckedIn'],
    ['care.visit_check_out', 'state_elder_confirms'],
  ] as const) {
    await li.go(`/work/${id}`);
    await li.button(li.w(step)).click();
    await expect(li.page.getByText(li.w(state)).first()).toBeVisible();
  }
  await wang.go(booking);
  await unfold(wang, wang.w('bookings.confirm_bad'));
  await wang.page.getByLabel(wang.w('bookings.confirm_bad_reason')).fill('饭没有做完');
  await wang.button(wang.w('bookings.confirm_bad_send')).click();
  await expect(wang.page.getByText(wang.w('state.Disputed')).first()).toBeVisible();
  const clerk = await people.come('clerk');
  await clerk.go('/desk');
  await expect(entry(clerk, clerk.w('care.desk_disputed')).filter({ hasText: WHO.wang.called }).first()).toBeVisible();
});

test('care: the caregiver cannot come, says why, and somebody else or the desk knows', async ({ people }) => {
  const wang = await people.come('wang');
  const { carer } = await chooseCare(wang, 'service.Visit', { carers: CARERS, day: 2 });
  const booking = await bookIt(wang);
  const li = await people.come(account(carer));
  await li.go(`/work/${booking.split('/').pop()}`);
  await unfold(li, li.w('care.visit_cannot'));
  await li.page.getByLabel(li.w('care.visit_reason')).fill('孩子发烧');
  await li.button(li.w('care.visit_cannot_send')).click();
  await li.page.waitForURL(/\/work$/);
  await wang.go(booking);
  await expect(
    wang.page.getByText(wang.w('booking_deed.Reassigned')).or(wang.page.getByText(wang.w('booking_deed.Declined'))).first(),
  ).toBeVisible();
  await expect(wang.page.getByText('孩子发烧').first()).toBeVisible();
});

test('care: cancelled with a reason that the story keeps', async ({ people }) => {
  const wang = await people.come('wang');
  await chooseCare(wang, 'service.Errand', { day: 2 });
  await bookIt(wang);
  await unfold(wang, wang.w('bookings.cancel_booking'));
  await wang.page.getByLabel(wang.w('bookings.cancel_reason')).fill('女儿回来了');
  await wang.button(wang.w('bookings.cancel_yes')).click();
  await expect(wang.page.getByText(wang.w('state.Cancelled')).first()).toBeVisible();
  await expect(wang.page.getByText('女儿回来了').first()).toBeVisible();
});

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`care: family books for the elder, who sees who did (${lang})`, async ({ people }) => {
    const daughter = await people.come('family', { lang });
    await chooseCare(daughter, 'service.Health', { whom: WHO.wang.called, day: 2 });
    await expect(fact(daughter, 'fact_whom')).toHaveText(WHO.wang.called);
    const booking = await bookIt(daughter);
    await expect(fact(daughter, 'fact_whom')).toHaveText(WHO.wang.called);
    const wang = await people.come('wang', { lang });
    await wang.go(booking);
    await expect(wang.page.getByText(wang.w('booking_deed.Booked'))).toBeVisible();
    await expect(wang.page.getByRole('listitem').filter({ hasText: wang.w('booking_deed.Booked') })).toContainText(WHO.family.name);
  });
}

for (const offline of [false, true]) {
  test(`care: two taps accept one visit, ${offline ? 'without' : 'with'} a network`, async ({ people }) => {
    const li = await people.come('carer');
    await li.go('/work');
    await li.synced();
    await li.setOffline(offline);
    const yes = li.button(li.w('care.visit_accept'));
    const before = await yes.count();
    expect(before).toBeGreaterThan(1);
    await yes.first().scrollIntoViewIfNeeded();
    const box = await yes.first().boundingBox();
    const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10];
    await pressTwice(li, x, y);
    await rested(li);
    await expect(yes).toHaveCount(before - 1);
    // The next one takes a press all the same.
    await yes.first().click();
    await expect(yes).toHaveCount(before - 2);
    await li.setOffline(false);
  });
}
