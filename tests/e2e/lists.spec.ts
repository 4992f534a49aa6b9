// Others change what a page shows while somebody is using it.
import { ask, entry, openRoom, takeRoom, timesOf, unfold } from './support/steps.ts';
import { expect, test } from './support/test.ts';

const HALL = '多功能厅';
const HOUR = 3_600_000;

test('lists: words about one stay with it, and so does the focus, while things come and go around it', async ({ people }) => {
  const chen = await people.come('chen');
  await openRoom(chen, HALL, 3);
  await takeRoom(chen, 0, '朗诵');
  const wang = await people.come('wang');
  await openRoom(wang, HALL, 3);
  const last = await takeRoom(wang, -1, '评弹');

  const clerk = await people.come('clerk');
  await clerk.go('/desk');
  const card = entry(clerk, '评弹');
  await expect(entry(clerk, '朗诵')).toBeVisible();
  await card.locator('summary').filter({ hasText: clerk.w('rooms.desk_refuse') }).click();
  const reason = card.getByLabel(clerk.w('desk_refuse_reason'));
  await reason.pressSequentially('那天');

  // One above it goes.
  const keeper = await people.come('keeper');
  await keeper.go('/desk');
  await entry(keeper, '朗诵').getByRole('button', { name: keeper.w('rooms.desk_approve') }).click();
  await expect(entry(clerk, '朗诵')).toHaveCount(0);
  await expect(reason).toBeFocused();
  await expect(reason).toHaveValue('那天');
  await clerk.page.keyboard.type('要体检，');

  // One comes on top.
  await ask(chen, '燃气味道很大', { urgent: true });
  const queue = clerk.page.locator('.side-by-side .list > li');
  // After one that has called for longer.
  await expect(queue.nth(1)).toContainText('燃气味道很大');
  await expect(reason).toBeFocused();
  await expect(clerk.page.locator('main details[open]')).toHaveCount(1);
  await clerk.page.keyboard.type('请换一天');
  await expect(reason).toHaveValue('那天要体检，请换一天');

  await clerk.page.keyboard.press('Tab');
  await clerk.page.keyboard.press('Enter');
  await expect(card).toHaveCount(0);
  // Who goes by keys stays in the list, at what comes next.
  await expect(clerk.page.locator('.side-by-side .list > li:focus')).toHaveCount(1);
  await wang.go(last);
  await expect(wang.page.getByText('那天要体检，请换一天').first()).toBeVisible();
});

test('lists: what rises to the top while somebody writes into it keeps the focus', async ({ people, linli }) => {
  const clerk = await people.come('clerk');
  await clerk.go('/desk');
  const queue = clerk.page.locator('.side-by-side .list > li');
  const card = queue.filter({ hasText: clerk.w('care.desk_no_carer') }).last();
  const title = await card.getByRole('heading').innerText();
  await expect(queue.first(), 'not urgent yet').not.toContainText(title);
  await card.locator('summary').filter({ hasText: clerk.w('bookings.desk_cancel_visit') }).click();
  const reason = entry(clerk, title).getByLabel(clerk.w('desk_refuse_reason'));
  await reason.pressSequentially('没有人');
  // So near to the visit that it comes before all else.
  const wang = await people.come('wang');
  const order = async () => (await queue.getByRole('heading').allInnerTexts()).indexOf(title);
  const before = await order();
  for (let hours = 6; (await order()) >= before && hours < 200; hours += 6) {
    await people.move(new Date(linli.now().getTime() + 6 * HOUR));
    await wang.go('/');
    await ask(wang, `灯泡坏了 ${hours}`);
    await expect(entry(clerk, `灯泡坏了 ${hours}`)).toBeVisible();
  }
  expect(await order(), 'has risen').toBeLessThan(before);
  await expect(reason).toBeFocused();
  await expect(reason).toHaveValue('没有人');
});

test('lists: the time that one is at stays, when an earlier one is taken', async ({ people }) => {
  const wang = await people.come('wang');
  await openRoom(wang, '棋牌室', 3);
  await wang.synced();
  const taken = timesOf(wang).first();
  const own = timesOf(wang).nth(4);
  const [before, words] = [await taken.getAttribute('href'), (await own.getAttribute('aria-label')) ?? ''];
  await own.focus();
  const chen = await people.come('chen');
  await openRoom(chen, '棋牌室', 3);
  await takeRoom(chen, 0, '下棋');
  await expect(taken).not.toHaveAttribute('href', before ?? '');
  await expect(wang.page.locator(':focus')).toHaveAttribute('aria-label', words);
});

test('lists: a note never becomes another deed, when the request goes on meanwhile', async ({ people }) => {
  const wang = await people.come('wang');
  const path = await ask(wang, '窗帘掉下来了', { answerer: 'Neighbour' });
  const chen = await people.come('chen');
  await chen.go('/help/neighbours');
  await entry(chen, '窗帘掉下来了').getByRole('button', { name: chen.w('help.take') }).click();
  await chen.page.waitForURL(new RegExp(path));

  const clerk = await people.come('clerk');
  await clerk.go(path.replace('/help/', '/desk/help/'));
  await expect(clerk.page.locator('summary').filter({ hasText: clerk.w('help.case_triage') })).toBeVisible();
  await unfold(clerk, clerk.w('help.case_note'));
  const note = clerk.page.getByLabel(clerk.w('help.case_note_label'));
  await note.pressSequentially('打过电话，');

  await unfold(chen, chen.w('help.add_note'));
  await chen.page.getByLabel(chen.w('help.note_label')).fill('带梯子过去');
  await chen.button(chen.w('help.note_send')).click();
  await expect(clerk.page.getByText('带梯子过去')).toBeVisible();
  await expect(clerk.page.locator('summary').filter({ hasText: clerk.w('help.case_triage') })).toHaveCount(0);
  await expect(note).toBeFocused();
  await clerk.page.keyboard.type('明天再问');
  await clerk.page.keyboard.press('Tab');
  await clerk.page.keyboard.press('Enter');
  await expect(clerk.page.getByText('打过电话，明天再问').first()).toBeVisible();
  await wang.go(path);
  await expect(wang.page.getByText(wang.w('help.with_street'))).toHaveCount(0);
});

test('lists: the press that was meant for one step is not for the next', async ({ people }) => {
  const [one, other] = [await people.come('carer'), await people.come('carer')];
  await one.go('/work');
  await one.button(one.w('care.visit_check_in')).focus();
  await other.go('/work');
  await other.button(other.w('care.visit_check_in')).click();
  await expect(one.button(one.w('care.visit_check_out')).first()).toBeVisible();
  await expect(one.page.locator('form:focus')).toContainText(one.w('care.visit_check_out'));
  await one.page.keyboard.press('Enter');
  // Whatever a press there did would have been kept by now.
  await one.link(one.w('care.nav_week')).click();
  await expect(one.page.getByText(one.p('care.visit_came')).first()).toBeVisible();
});
