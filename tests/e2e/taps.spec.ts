// How many taps each main task takes from the first screen to done. Typing is no tap; going into a field is.
import type { Locator } from '@playwright/test';
import { fact, timesOf } from './support/steps.ts';
import { type Person, expect, test } from './support/test.ts';

/** Counts what is tapped. */
class Finger {
  taps = 0;

  async tap(what: Locator): Promise<void> {
    this.taps += 1;
    await what.click();
  }

  async type(field: Locator, words: string): Promise<void> {
    this.taps += 1;
    await field.fill(words);
  }
}

async function atHome(person: Person): Promise<Finger> {
  await person.go('/');
  return new Finger();
}

for (const elder of [false, true]) {
  const mode = elder ? ' in elder mode' : '';

  test(`taps: care is booked in six at most${mode}`, async ({ people }) => {
    const wang = await people.come('wang', { elder });
    const finger = await atHome(wang);
    await finger.tap(wang.link(wang.w('care.door')));
    await finger.tap(wang.link(new RegExp(`^${wang.w('service.Visit')}`)));
    await finger.tap(wang.page.getByRole('link', { name: /^(\S+ )?\d+:\d\d$/ }).first());
    await expect(fact(wang, 'fact_who_comes')).toBeVisible();
    await finger.tap(wang.button(wang.w('care.book')));
    await expect(wang.page.getByText(wang.w('bookings.booked_now'))).toBeVisible();
    expect(finger.taps).toBeLessThanOrEqual(6);
  });

  test(`taps: a room is borrowed in five at most${mode}`, async ({ people }) => {
    const chen = await people.come('chen', { elder });
    const finger = await atHome(chen);
    await finger.tap(chen.link(chen.w('rooms.door')));
    await finger.tap(chen.link(chen.w('rooms.all_times')).first());
    await finger.tap(timesOf(chen).first());
    await finger.type(chen.page.getByLabel(chen.w('room_people')), '4');
    // A visit may be there at the first free time.
    await finger.tap(chen.button(new RegExp(`^(${chen.w('rooms.take')}|${chen.w('both_wanted')})`)));
    await expect(chen.page.getByText(chen.w('bookings.booked_now')).or(chen.page.getByText(chen.w('bookings.booked_pending')))).toBeVisible();
    expect(finger.taps).toBeLessThanOrEqual(5);
  });

  test(`taps: help is asked for in four at most${mode}`, async ({ people }) => {
    const wang = await people.come('wang', { elder });
    const finger = await atHome(wang);
    await finger.tap(wang.link(wang.w('help.door')));
    await finger.type(wang.page.getByLabel(wang.w('help.what')), '灯泡坏了');
    await finger.tap(wang.button(wang.w('help.send')));
    await expect(wang.page.getByText(wang.w('help.sent'))).toBeVisible();
    expect(finger.taps).toBeLessThanOrEqual(4);
  });

  test(`taps: a booking is cancelled in three at most${mode}`, async ({ people }) => {
    const wang = await people.come('wang', { elder });
    const finger = await atHome(wang);
    await finger.tap(wang.link(wang.w('details')));
    await finger.tap(wang.page.locator('summary').filter({ hasText: wang.w('bookings.cancel_booking') }));
    await finger.tap(wang.button(wang.w('bookings.cancel_yes')));
    await expect(wang.page.getByText(wang.w('state.Cancelled')).first()).toBeVisible();
    expect(finger.taps).toBeLessThanOrEqual(3);
  });

  test(`taps: a caregiver checks in with two at most${mode}`, async ({ people }) => {
    const li = await people.come('carer', { elder });
    await li.go('/work');
    const finger = new Finger();
    await finger.tap(li.button(li.w('care.visit_check_in')).first());
    await expect(li.page.getByText(li.p('care.visit_came')).first()).toBeVisible();
    expect(finger.taps).toBeLessThanOrEqual(2);
  });
}
