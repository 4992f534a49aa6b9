// Rooms: borrowed, approved, opened, refused with a way out.
import { chooseTime, entry, openRoom, takeRoom, timesOf, unfold } from './support/steps.ts';
import { type Lang, WHO, expect, test } from './support/test.ts';

const HALL = { zh: '多功能厅', en: 'Community hall' } as const;
const CHESS = { zh: '棋牌室', en: 'Chess and cards room' } as const;

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`rooms: one that needs approval is asked for, approved and opened (${lang})`, async ({ people, linli }) => {
    const chen = await people.come('chen', { lang });
    await openRoom(chen, HALL[lang], 2);
    const first = (await timesOf(chen).first().getAttribute('href')) ?? '';
    const starts = new Date(new URL(first, linli.url).searchParams.get('starts') ?? '');
    await chooseTime(chen, 0);
    await expect(chen.page.getByText(chen.p('held_until'))).toBeVisible();
    await chen.link(chen.w('rooms.other_time')).click();
    await expect(chen.title()).toHaveText(HALL[lang]);
    const booking = await takeRoom(chen, 0, '合唱排练');
    await expect(chen.page.getByText(chen.w('bookings.booked_pending'))).toBeVisible();
    await expect(chen.page.getByText(chen.w('state.Pending')).first()).toBeVisible();
    await expect(chen.page.getByText(chen.p('held_until'))).toBeVisible();

    const keeper = await people.come('keeper', { lang });
    await keeper.go('/desk/approvals');
    const asked = entry(keeper, '合唱排练').filter({ hasText: WHO.chen.called });
    await asked.getByRole('button', { name: keeper.w('rooms.desk_approve') }).first().click();
    await expect(asked).toHaveCount(0);
    await chen.go(booking);
    await expect(chen.page.getByText(chen.w('state.Confirmed')).first()).toBeVisible();
    await chen.go('/messages');
    await expect(chen.page.getByText(chen.w('state.Confirmed')).first()).toBeVisible();

    expect(starts.getTime()).toBeGreaterThan(linli.now().getTime());
    await people.move(new Date(starts.getTime() - 10 * 60_000));
    await keeper.go('/desk/rooms');
    // The line of the booking, not the card of the room around it.
    const here = entry(keeper, WHO.chen.called).last();
    await here.getByRole('button', { name: keeper.w('rooms.desk_check_in') }).click();
    await expect(here.getByText(keeper.w('state.CheckedIn'))).toBeVisible();
    await chen.go(booking);
    await expect(chen.page.getByText(chen.w('state.CheckedIn')).first()).toBeVisible();
  });
}

test('rooms: the keeper says no, and the borrower reads why', async ({ people }) => {
  const chen = await people.come('chen');
  await openRoom(chen, HALL.zh, 3);
  const booking = await takeRoom(chen, 0, '朗诵');
  const keeper = await people.come('keeper');
  await keeper.go('/desk/approvals');
  const asked = entry(keeper, '朗诵').filter({ hasText: WHO.chen.called }).first();
  await asked.locator('summary').filter({ hasText: keeper.w('rooms.desk_refuse') }).click();
  await asked.getByLabel(keeper.w('desk_refuse_reason')).fill('那天要体检');
  await asked.getByRole('button', { name: keeper.w('rooms.desk_refuse_send') }).click();
  await expect(entry(keeper, '朗诵').filter({ hasText: WHO.chen.called })).toHaveCount(0);
  await chen.go(booking);
  await expect(chen.page.getByText(chen.w('state.Refused')).first()).toBeVisible();
  await expect(chen.page.getByText('那天要体检').first()).toBeVisible();
});

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`rooms: two take the same time; the second reads why and takes another with one tap (${lang})`, async ({ people }) => {
    // Two households, in a week in which both may still borrow; the picker starts before it.
    const wang = await people.come('wang', { lang });
    const chen = await people.come('chen', { lang });
    for (const person of [wang, chen]) {
      await person.go('/rooms?day=2026-12-08');
      await entry(person, CHESS[lang]).getByRole('link', { name: person.w('rooms.all_times') }).click();
      await expect(person.title()).toHaveText(CHESS[lang]);
    }
    // Else the time would go from the page before it can be taken.
    await chen.synced();
    await chen.hearNothing();
    await chooseTime(chen, 0);
    await takeRoom(wang, 0, '下棋');
    await expect(wang.page.getByText(wang.w('bookings.booked_now'))).toBeVisible();

    await chen.page.getByLabel(chen.w('room_what')).fill('打牌');
    await chen.button(chen.w('rooms.take')).click();
    const refusal = chen.page.getByRole('alert');
    await expect(refusal).toContainText(chen.w('taken'));
    await expect(refusal).toContainText(chen.w('instead'));
    await expect(refusal).toBeFocused();
    // What was typed is still there.
    await expect(chen.page.getByLabel(chen.w('room_what'))).toHaveValue('打牌');
    await chen.hearAgain();
    await refusal.getByRole('button').first().click();
    await expect(chen.page.getByText(chen.w('bookings.booked_now'))).toBeVisible();
    await expect(chen.page.getByText('打牌').first()).toBeVisible();
  });
}

test('rooms: too many people and too many rooms are refused in words', async ({ people }) => {
  const chen = await people.come('chen');
  await openRoom(chen, CHESS.zh, 7);
  await chooseTime(chen, 0);
  await chen.page.getByLabel(chen.w('room_people')).fill('500');
  await chen.button(chen.w('rooms.take')).click();
  await expect(chen.page.getByRole('alert')).toContainText(chen.p('too_many_people'));
  await expect(chen.page.getByLabel(chen.w('room_people'))).toHaveAttribute('aria-invalid', 'true');
  // Whoever goes on leaves the refusal behind.
  await chen.link(chen.w('rooms.other_time')).click();
  await expect(chen.title()).toHaveText(CHESS.zh);
  await expect(chen.page.getByRole('alert')).toHaveCount(0);

  // The seventh day from Tuesday is in another week, in which he has nothing yet.
  await openRoom(chen, CHESS.zh, 7);
  await takeRoom(chen, 0, '一');
  await openRoom(chen, CHESS.zh, 7);
  await takeRoom(chen, -1, '二');
  await openRoom(chen, HALL.zh, 7);
  await chooseTime(chen, 0);
  await chen.button(chen.w('rooms.take')).click();
  await expect(chen.page.getByRole('alert')).toContainText(chen.w('quota_next'));
});

test('rooms: borrowed for longer, then cancelled', async ({ people }) => {
  const chen = await people.come('chen');
  await openRoom(chen, CHESS.zh, 7);
  const length = chen.page.getByRole('group', { name: chen.w('rooms.how_long') });
  await expect(length).toContainText('1 小时');
  await length.getByRole('link', { name: chen.w('plus') }).click();
  await expect(length).toContainText('1 小时半');
  await takeRoom(chen, 0, '下棋');
  await unfold(chen, chen.w('bookings.cancel_booking'));
  await chen.page.getByLabel(chen.w('bookings.cancel_reason')).fill('感冒了');
  await chen.button(chen.w('bookings.cancel_yes')).click();
  await expect(chen.page.getByText(chen.w('state.Cancelled')).first()).toBeVisible();
  await expect(chen.page.getByText('感冒了').first()).toBeVisible();
  // The time is free again.
  await openRoom(chen, CHESS.zh, 7);
  await expect(timesOf(chen).first()).toBeVisible();
});

test('rooms: a change of hours shows whom it hits and tells them', async ({ people }) => {
  const chen = await people.come('chen');
  await openRoom(chen, CHESS.zh, 6);
  const booking = await takeRoom(chen, 2, '下棋');
  const keeper = await people.come('keeper');
  const day = new Date(Date.UTC(2026, 10, 30)).toISOString().slice(0, 10);
  await keeper.go(`/desk/rooms?day=${day}`);
  await entry(keeper, CHESS.zh).getByRole('link', { name: keeper.w('desk_change_day') }).first().click();
  await keeper.link(keeper.w('hours.desk_close_day')).click();
  await expect(keeper.page.getByText(keeper.w('hours.desk_hits_tell'))).toBeVisible();
  await expect(keeper.page.getByText(WHO.chen.called).first()).toBeVisible();
  await keeper.page.getByLabel(keeper.w('hours.desk_change_note')).fill('刷墙');
  await keeper.button(keeper.w('hours.desk_change_send')).click();
  await expect(keeper.page.getByText('刷墙').first()).toBeVisible();
  await chen.go(booking);
  await expect(chen.page.getByText(chen.w('booking_deed.HoursChanged')).first()).toBeVisible();
  await chen.go('/messages');
  await expect(chen.page.getByText('刷墙').first()).toBeVisible();
});
