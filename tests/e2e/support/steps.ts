// What people do, in the words of the pages; the same with and without script.
import { type Locator, expect } from '@playwright/test';
import type { Person } from './test.ts';

/** Chooses a radio button by its label. */
export async function choose(person: Person, name: string | RegExp): Promise<void> {
  // The input lies under its label, as people tap it.
  await person.page.getByRole('radio', { name }).first().check({ force: true });
}

/** Opens a folded part. */
export async function unfold(person: Person, name: string): Promise<void> {
  await person.page.locator('summary').filter({ hasText: name }).first().click();
}

/** Buttons take presses again: right after a press none does, so that a double tap does one thing. */
export async function rested(person: Person): Promise<void> {
  await expect(person.page.locator('button[aria-disabled]')).toHaveCount(0);
}

/**
 * Presses a place and, a moment later, again. The moment is by the page's own timers, as are those of the page: how
 * slow the machine is makes no difference to which of them comes first.
 */
export async function pressTwice(person: Person, x: number, y: number): Promise<void> {
  const { page } = person;
  await page.evaluate(([x, y]) => {
    const again = new Promise<void>((done) => {
      const press = () => {
        (document.elementFromPoint(x ?? 0, y ?? 0) as HTMLElement | null)?.click();
        done();
      };
      addEventListener('click', () => setTimeout(press, 300), { once: true, capture: true });
    });
    Object.assign(globalThis, { again });
  }, [x, y]);
  await page.mouse.click(x, y);
  await page.evaluate(() => (globalThis as unknown as { again: Promise<void> }).again);
}

/** The card, or other part of a list, with these words. */
export function entry(person: Person, words: string | RegExp): Locator {
  return person.page.getByRole('listitem').filter({ hasText: words });
}

/** The facts of a page as the browser reads them: the words beside a term. */
export function fact(person: Person, term: string): Locator {
  return person.page.getByRole('definition').and(
    person.page.locator(`xpath=//dt[normalize-space()="${person.w(term)}"]/following-sibling::dd`),
  );
}

/** From the first screen to the look before booking care; says who will come. */
export async function chooseCare(
  person: Person,
  service: string,
  options: { whom?: string; carers?: readonly string[]; day?: number } = {},
): Promise<{ carer: string }> {
  const { page } = person;
  await page.goto('/');
  await person.ready();
  await person.link(person.w('care.door')).click();
  if (options.whom) await person.link(options.whom).click();
  await expect(person.title()).toHaveText(person.w('care.which'));
  await person.link(new RegExp(`^${person.w(service)}`)).click();
  await expect(person.title()).toHaveText(person.w('care.when'));
  if (options.day) {
    await page.getByRole('navigation', { name: person.w('days_label') }).getByRole('link').nth(options.day).click();
    await page.waitForURL(/day=/);
  }
  const times = page.getByRole('link', { name: /^(\S+ )?\d+:\d\d( [ap]m)?$/ });
  await expect(times.first()).toBeVisible();
  const count = await times.count();
  for (let nth = 0; ; nth++) {
    expect(nth, `a time for which one of ${options.carers?.join(', ')} is free`).toBeLessThan(count);
    await times.nth(nth).click();
    await expect(person.title()).toHaveText(person.w('care.check'));
    const who = (await fact(person, 'fact_who_comes').textContent()) ?? '';
    const carer = options.carers ? options.carers.find((it) => who.includes(it)) : who;
    if (carer) return { carer };
    await page.goBack();
    await expect(person.title()).toHaveText(person.w('care.when'));
  }
}

/** Confirms the look before booking; the address of the booking. */
export async function bookIt(person: Person, note?: string): Promise<string> {
  if (note) await person.page.getByLabel(person.w('care.note')).fill(note);
  await person.button(person.w('care.book')).click();
  await expect(person.page.getByText(person.w('bookings.booked_now'))).toBeVisible();
  return new URL(person.page.url()).pathname;
}

/** Opens a room of a day, `day` days from today, and its free times. */
export async function openRoom(person: Person, room: string, day: number): Promise<void> {
  const { page } = person;
  await page.goto('/');
  await person.ready();
  await person.link(person.w('rooms.door')).click();
  await expect(person.title()).toHaveText(person.w('rooms.which_day'));
  if (day) {
    await page.getByRole('navigation', { name: person.w('days_label') }).getByRole('link').nth(day).click();
    await page.waitForURL(/day=/);
  }
  await entry(person, room).getByRole('link', { name: person.w('rooms.all_times') }).click();
  await expect(person.title()).toHaveText(room);
}

/** The free times of the open room. */
export function timesOf(person: Person): Locator {
  return person.page.locator('.time-part').getByRole('link');
}

/** Chooses the `nth` free time of the open room; those before none are counted from the last. */
export async function chooseTime(person: Person, nth: number): Promise<void> {
  await timesOf(person).nth(nth).click();
  await expect(person.title()).toHaveText(person.w('rooms.check'));
}

/** Takes the `nth` free time of the open room. */
export async function takeRoom(person: Person, nth: number, what: string): Promise<string> {
  const { page } = person;
  await chooseTime(person, nth);
  await page.getByLabel(person.w('room_people')).fill('6');
  await page.getByLabel(person.w('room_what')).fill(what);
  await person.button(person.w('rooms.take')).click();
  await page.waitForURL(/\/mine\//);
  return new URL(page.url()).pathname;
}

/** Asks for help; the address of the request. */
export async function ask(
  person: Person,
  what: string,
  options: { answerer?: 'Community' | 'Neighbour'; urgent?: boolean } = {},
): Promise<string> {
  const { page } = person;
  await page.goto('/');
  await person.ready();
  await person.link(person.w('help.door')).click();
  await expect(person.title()).toHaveText(person.w('help.title'));
  await page.getByLabel(person.w('help.what')).fill(what);
  await choose(person, new RegExp(`^${person.w(`help.answerer.${options.answerer ?? 'Community'}`)}`));
  if (options.urgent) await choose(person, new RegExp(`^${person.w('help.urgency.Urgent')}`));
  await person.button(person.w('help.send')).click();
  await expect(page.getByText(person.w(options.answerer === 'Neighbour' ? 'help.sent_neighbours' : 'help.sent'))).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Takes away what this browser kept of rows, as browsers do that need room; on a page that has none open. */
export async function clearRows(person: Person): Promise<void> {
  person.forgive(/status of 404/);
  await person.page.goto('/icon.svg');
  await person.page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((done) => (indexedDB.deleteDatabase(name ?? '').onsuccess = done));
    }
  });
}
