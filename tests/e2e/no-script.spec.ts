// The main tasks as plain forms, for old phones and before the script has come.
import { ask, bookIt, chooseCare, chooseTime, entry, openRoom, takeRoom, unfold } from './support/steps.ts';
import { type Lang, WHO, expect, test } from './support/test.ts';

const CHESS = { zh: '棋牌室', en: 'Chess and cards room' } as const;

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`without script: care is booked and cancelled (${lang})`, async ({ people }) => {
    const wang = await people.come('wang', { lang, script: false });
    await chooseCare(wang, 'service.Health', { day: 2 });
    await bookIt(wang, '请慢慢来');
    await expect(wang.page.getByText('请慢慢来')).toBeVisible();
    await unfold(wang, wang.w('bookings.cancel_booking'));
    await wang.page.getByLabel(wang.w('bookings.cancel_reason')).fill('不用了');
    await wang.button(wang.w('bookings.cancel_yes')).click();
    await expect(wang.page.getByText(wang.w('state.Cancelled')).first()).toBeVisible();
  });

  test(`without script: a room is borrowed, and refused with a way out (${lang})`, async ({ people }) => {
    const wang = await people.come('chen', { lang, script: false });
    const chen = await people.come('chen', { lang, script: false });
    // One household on two devices, in a week in which it may still borrow twice.
    await openRoom(wang, CHESS[lang], 7);
    await openRoom(chen, CHESS[lang], 7);
    await chooseTime(chen, 0);
    await takeRoom(wang, 0, '下棋');
    await expect(wang.page.getByText(wang.w('bookings.booked_now'))).toBeVisible();
    await chen.page.getByLabel(chen.w('room_what')).fill('打牌');
    await chen.button(chen.w('rooms.take')).click();
    const refusal = chen.page.getByRole('alert');
    await expect(refusal).toContainText(chen.w('taken'));
    await expect(chen.page.getByLabel(chen.w('room_what'))).toHaveValue('打牌');
    await refusal.getByRole('button').first().click();
    await expect(chen.page.getByText(chen.w('bookings.booked_now'))).toBeVisible();
    await expect(chen.page.getByText('打牌').first()).toBeVisible();
  });

  test(`without script: help is asked for and given (${lang})`, async ({ people }) => {
    const wang = await people.come('wang', { lang, script: false });
    const path = await ask(wang, '电视没有声音', { answerer: 'Neighbour' });
    const chen = await people.come('chen', { lang, script: false });
    await chen.go('/help/neighbours');
    await entry(chen, '电视没有声音').getByRole('button', { name: chen.w('help.take') }).click();
    await expect(chen.page.getByText(WHO.wang.name).first()).toBeVisible();
    await wang.go(path);
    await expect(wang.page.getByText(WHO.chen.called).first()).toBeVisible();
  });
}

test('without script: look and language change at once and stay', async ({ people }) => {
  const visitor = await people.open({ lang: 'zh', script: false });
  const html = visitor.page.locator('html');
  await visitor.page.goto('/');
  await visitor.button(visitor.w('elder_on_label')).click();
  await expect(html).toHaveClass(/elder/);
  await visitor.button(visitor.w('other_language_label')).click();
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(visitor.title()).toHaveText('Welcome to linli');
  await visitor.page.goto('/sign-in');
  await expect(html).toHaveClass(/elder/);
});

test('without script: a wrong number and a wrong code are said in words', async ({ people }) => {
  const visitor = await people.open({ script: false });
  const { page } = visitor;
  await page.goto('/sign-in');
  await page.getByLabel(visitor.w('sign_in_phone')).fill('123');
  await visitor.button(visitor.w('sign_in_ask')).click();
  await expect(page.getByText(visitor.w('problem_bad_phone')).first()).toBeVisible();
  await page.getByLabel(visitor.w('sign_in_phone')).fill('13800000001');
  await visitor.button(visitor.w('sign_in_ask')).click();
  await page.getByLabel(visitor.w('sign_in_code'), { exact: true }).fill('12');
  await visitor.button(visitor.w('sign_in')).click();
  await expect(page.getByText(visitor.w('problem_wrong_code')).first()).toBeVisible();
  // Going back shows a page, and not the browser's question whether to send something again.
  await page.getByLabel(visitor.w('sign_in_code'), { exact: true }).fill('34');
  await visitor.button(visitor.w('sign_in')).click();
  await expect(page.getByText(visitor.w('problem_wrong_code')).first()).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel(visitor.w('sign_in_code'), { exact: true })).toBeVisible();
  // The same page still takes the right one.
  const shown = /\d{6}/.exec((await page.getByText(visitor.p('demo_code')).textContent()) ?? '')?.[0] ?? '';
  await page.getByLabel(visitor.w('sign_in_code'), { exact: true }).fill(shown);
  await visitor.button(visitor.w('sign_in')).click();
  await expect(visitor.title()).toContainText(WHO.wang.called);
});

test('without script: a link that needs signing in leads back to where it pointed', async ({ people }) => {
  const visitor = await people.open({ script: false });
  const { page } = visitor;
  await page.goto('/mine');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await visitor.button(/陈国华/).click();
  await visitor.button(visitor.w('sign_in')).click();
  await expect(page).toHaveURL(/\/mine$/);
  await page.goto('/me');
  await visitor.button(visitor.w('sign_out')).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto('/mine');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
});

test('without script: what was filled in outlives the session', async ({ people }) => {
  const wang = await people.come('wang', { script: false });
  const { page } = wang;
  await page.goto('/help/ask');
  await page.getByLabel(wang.w('help.what')).fill('走廊的灯坏了');
  await page.context().clearCookies({ name: 'linli-local' });
  await wang.button(wang.w('help.send')).click();
  await expect(page.getByText(wang.w('unsent_kept'))).toBeVisible();
  const beside = page.waitForEvent('popup');
  await wang.link(wang.w('sign_in')).click();
  await (await beside).getByRole('button', { name: /王桂芳/ }).click();
  await (await beside).getByRole('button', { name: wang.w('sign_in'), exact: true }).click();
  await expect((await beside).getByRole('heading', { level: 1 })).toContainText(WHO.wang.called);
  await wang.button(wang.w('send_again')).click();
  await expect(page.getByText(wang.w('help.sent'))).toBeVisible();
  await expect(page.getByText('走廊的灯坏了').first()).toBeVisible();
});
