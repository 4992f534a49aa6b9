// Without a finger or a mouse: Tab, Enter, Space and the arrows, and always a visible place.
import type { Page } from '@playwright/test';
import { rested, timesOf } from './support/steps.ts';
import { expect, test } from './support/test.ts';

/** What has the focus: its words, and whether one sees that it has it. */
async function focused(page: Page) {
  return page.evaluate(() => {
    const it = document.activeElement;
    if (!it || it === document.body) return { words: '', seen: true, tag: 'body', name: '' };
    const label = it.id === '' ? null : document.querySelector(`label[for="${CSS.escape(it.id)}"]`);
    // A radio button's place is shown on its label.
    const shows = (element: Element | null) => {
      if (!element) return false;
      const style = getComputedStyle(element);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
    };
    const box = (it.matches('input[type=radio]') && label ? label : it).getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const words = it.getAttribute('aria-label') ?? label?.textContent ?? it.textContent ?? '';
    return {
      words: words.trim().replace(/\s+/g, ' '),
      seen: (shows(it) || shows(label)) && inside,
      tag: it.tagName.toLowerCase(),
      name: it.getAttribute('name') ?? '',
    };
  });
}

/** Tabs until something with these words has the focus. */
async function tabTo(page: Page, words: string | RegExp): Promise<void> {
  const pattern = typeof words === 'string' ? new RegExp(`^${words}`) : words;
  const passed: string[] = [];
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    passed.push(now.words.slice(0, 20));
    expect.soft(now.seen, `one sees the focus on ${now.tag} ${now.words}`).toBe(true);
    if (pattern.test(now.words)) return;
  }
  throw new Error(`Tab never reached ${pattern}: ${passed.join(' | ')}`);
}

test('keyboard: a room is borrowed', async ({ people }) => {
  const chen = await people.come('chen');
  const { page } = chen;
  await chen.go('/');
  await tabTo(page, chen.w('rooms.door'));
  await page.keyboard.press('Enter');
  await expect(chen.title()).toBeFocused();
  await tabTo(page, chen.w('rooms.all_times'));
  await page.keyboard.press('Enter');
  await expect(timesOf(chen).first()).toBeVisible();
  await tabTo(page, /\d:\d\d$/);
  await page.keyboard.press('Enter');
  await expect(chen.title()).toHaveText(chen.w('rooms.check'));
  await tabTo(page, chen.w('room_people'));
  await page.keyboard.type('4');
  // A visit at that time may be there, of a test before this one.
  await tabTo(page, new RegExp(`^(${chen.w('rooms.take')}|${chen.w('both_wanted')})`));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/mine\//);
  await expect(page.getByText(chen.w('bookings.booked_now')).or(page.getByText(chen.w('bookings.booked_pending')))).toBeVisible();
  await expect(chen.title()).toBeFocused();
});

test('keyboard: help is asked for, and taken back', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await wang.go('/');
  await tabTo(page, wang.w('help.door'));
  await page.keyboard.press('Enter');
  await tabTo(page, wang.w('help.what'));
  await page.keyboard.type('wenti');
  await tabTo(page, wang.w('help.answerer.Community'));
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: new RegExp(`^${wang.w('help.answerer.Neighbour')}`) })).toBeChecked();
  await tabTo(page, wang.w('help.send'));
  await page.keyboard.press('Space');
  await expect(page.getByText(wang.w('help.sent_neighbours'))).toBeVisible();
  await rested(wang);
  await tabTo(page, wang.w('help.withdraw'));
  await page.keyboard.press('Enter');
  await tabTo(page, new RegExp(`^${wang.w('help.withdraw_button')}$`));
  await page.keyboard.press('Enter');
  await expect(page.getByText(wang.w('stage.Withdrawn')).first()).toBeVisible();
});

test('keyboard: the first stop leads past the header', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await page.goto('/mine');
  await wang.ready();
  await page.keyboard.press('Tab');
  expect((await focused(page)).words).toBe(wang.w('skip_to_content'));
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test('keyboard: a refusal takes the focus, and its offers can be reached', async ({ people }) => {
  const chen = await people.come('chen');
  const { page } = chen;
  await chen.go('/help/ask');
  await page.getByLabel(chen.w('help.what')).fill('字'.repeat(501));
  await chen.button(chen.w('help.send')).focus();
  await page.keyboard.press('Enter');
  // Where something is to be put right, that is where one is; what is said above belongs to it.
  await expect(page.getByLabel(chen.w('help.what'))).toBeFocused();
  await expect(page.getByLabel(chen.w('help.what'))).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('alert')).toBeVisible();
});

test('keyboard: care is booked, and cancelled', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await wang.go('/');
  await tabTo(page, wang.w('care.door'));
  await page.keyboard.press('Enter');
  await expect(wang.title()).toHaveText(wang.w('care.which'));
  await tabTo(page, wang.w('service.Visit'));
  await page.keyboard.press('Enter');
  await expect(wang.title()).toHaveText(wang.w('care.when'));
  await tabTo(page, /\d:\d\d$/);
  await page.keyboard.press('Enter');
  await expect(wang.title()).toHaveText(wang.w('care.check'));
  await tabTo(page, new RegExp(`^${wang.w('care.book')}$`));
  await page.keyboard.press('Enter');
  await expect(page.getByText(wang.w('bookings.booked_now'))).toBeVisible();
  await rested(wang);
  await tabTo(page, wang.w('bookings.cancel_booking'));
  await page.keyboard.press('Enter');
  await tabTo(page, wang.w('bookings.cancel_yes'));
  await page.keyboard.press('Enter');
  await expect(page.getByText(wang.w('state.Cancelled')).first()).toBeVisible();
});

test('keyboard: a caregiver checks in', async ({ people }) => {
  const li = await people.come('carer');
  await li.go('/work');
  await tabTo(li.page, new RegExp(`^${li.w('care.visit_check_in')}$`));
  await li.page.keyboard.press('Enter');
  await expect(li.page.getByText(li.p('care.visit_came')).first()).toBeVisible();
});

test('keyboard: the desk finds somebody and books for them; its boards are reached', async ({ people }) => {
  const wu = await people.come('clerk');
  const { page } = wu;
  await page.setViewportSize({ width: 1280, height: 800 });
  await wu.go('/desk/rooms');
  // The bars of the board, each leading to its line in the list.
  await page.locator('.day-table').focus();
  await page.keyboard.press('Tab');
  await expect(page.locator('.day-table a:focus')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#b-/);
  await wu.go('/desk/book');
  await tabTo(page, wu.w('book_phone'));
  await page.keyboard.type('13800000001');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2 }).first()).toContainText('王');
  await tabTo(page, wu.w('service.Visit'));
  await page.keyboard.press('Enter');
  await expect(wu.title()).toHaveText(wu.w('care.when'));
});
