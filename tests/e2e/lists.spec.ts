// Others change what a list shows while somebody is using it.
import { ask, entry, openRoom, takeRoom, timesOf } from './support/steps.ts';
import { expect, test } from './support/test.ts';

const HALL = '多功能厅';

test('lists: words about one stay with it, and so does the cursor, while things come and go around it', async ({ people }) => {
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
  await card.locator('summary').filter({ hasText: clerk.w('desk_refuse') }).click();
  const reason = card.getByLabel(clerk.w('desk_refuse_reason'));
  await reason.pressSequentially('那天');

  // One above it goes.
  const keeper = await people.come('keeper');
  await keeper.go('/desk');
  await entry(keeper, '朗诵').getByRole('button', { name: keeper.w('desk_approve') }).click();
  await expect(entry(clerk, '朗诵')).toHaveCount(0);
  await expect(reason).toBeFocused();
  await expect(reason).toHaveValue('那天');
  await clerk.page.keyboard.type('要体检，');

  // One comes on top.
  await ask(chen, '燃气味道很大', { urgent: true });
  await expect(entry(clerk, '燃气味道很大')).toBeVisible();
  await expect(reason).toBeFocused();
  await expect(clerk.page.locator('main details[open]')).toHaveCount(1);
  await clerk.page.keyboard.type('请换一天');
  await expect(reason).toHaveValue('那天要体检，请换一天');

  await clerk.page.keyboard.press('Tab');
  await clerk.page.keyboard.press('Enter');
  await expect(card).toHaveCount(0);
  await wang.go(last);
  await expect(wang.page.getByText('那天要体检，请换一天').first()).toBeVisible();
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
