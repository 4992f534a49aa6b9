// The first minute: three screens, each of which can be passed over, and never again.
import { WHO, expect, test } from './support/test.ts';

for (const script of [true, false]) {
  const how = script ? '' : ', without a script';

  test(`first start: larger print, who one is, the home screen${how}`, async ({ people }) => {
    const visitor = await people.open({ begun: false, script });
    const { page } = visitor;
    await visitor.go('/');
    await expect(page.getByText(visitor.p('start_step', { step: '1' }))).toBeVisible();
    await page.getByRole('group', { name: visitor.w('pref_elder') }).getByRole('button').first().click();
    await expect(page.locator('html.elder')).toBeAttached();
    await visitor.ready();
    await expect(page.getByText(visitor.p('start_step', { step: '1' })), 'still there').toBeVisible();
    await page.getByRole('group', { name: visitor.w('pref_size') }).getByRole('button').nth(1).click();
    await expect(page.locator('html[data-size="1"]')).toBeAttached();
    await visitor.ready();

    await visitor.link(visitor.w('start_next')).click();
    await expect(visitor.title()).toHaveText(visitor.w('start_who'));
    await visitor.button(visitor.w('sign_in_by_phone')).click();
    await visitor.ready();
    await visitor.button(new RegExp(WHO.wang.name)).click();
    await visitor.button(visitor.w('sign_in')).click();
    await expect(page.getByText(visitor.p('start_step', { step: '3' }))).toBeVisible();
    await expect(page.getByText(visitor.w('install_by_menu'))).toBeVisible();
    await visitor.ready();
    await visitor.button(visitor.w('start_done')).click();
    await expect(visitor.title()).toContainText(WHO.wang.called);
    await expect(page.locator('html.elder[data-size="1"]')).toBeAttached();

    // Nothing of it comes back, also not when the session has ended.
    visitor.forgive(/401/);
    await page.context().clearCookies({ name: 'linli-local' });
    await visitor.go('/');
    await expect(visitor.title()).toHaveText(visitor.w('welcome'));
    await expect(page.getByText(visitor.p('start_step', { step: '1' }))).toHaveCount(0);
  });

  test(`first start: passed over at once${how}`, async ({ people }) => {
    const visitor = await people.open({ begun: false, script });
    await visitor.go('/');
    await visitor.button(visitor.w('start_skip')).click();
    await expect(visitor.link(visitor.w('sign_in_by_phone'))).toBeVisible();
    await visitor.go('/');
    await expect(visitor.link(visitor.w('sign_in_by_phone'))).toBeVisible();
  });

  test(`first start: looked at without saying who one is${how}`, async ({ people }) => {
    const visitor = await people.open({ begun: false, script });
    await visitor.go('/start?step=2');
    await visitor.link(visitor.w('start_later')).click();
    await expect(visitor.title()).toHaveText(visitor.w('install_title'));
    await visitor.button(visitor.w('start_done')).click();
    await expect(visitor.link(visitor.w('sign_in_by_phone'))).toBeVisible();
  });
}

test('first start: the browser’s offer to install is taken by its button', async ({ people }) => {
  const visitor = await people.open({ begun: false });
  const { page } = visitor;
  await visitor.go('/start?step=3');
  await page.evaluate(() => {
    const offer = Object.assign(new Event('beforeinstallprompt'), {
      prompt: () => document.documentElement.setAttribute('data-asked', ''),
    });
    dispatchEvent(offer);
  });
  await visitor.button(visitor.w('install_button')).click();
  await expect(page.locator('html[data-asked]')).toBeAttached();
});

test('first start: who has signed in is not stopped by it', async ({ people }) => {
  const wang = await people.come('wang', { begun: false });
  await wang.go('/');
  await expect(wang.title()).toContainText(WHO.wang.called);
});

test('elder mode goes with the account to another phone', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/');
  const told = wang.page.waitForRequest((it) => it.method() === 'POST' && new URL(it.url()).pathname === '/prefs');
  await wang.button(wang.w('elder_on_label')).click();
  await told;
  await expect(wang.page.locator('html.elder')).toBeAttached();
  const other = await people.open();
  await other.signIn('wang');
  await expect(other.page.locator('html.elder')).toBeAttached();
});
