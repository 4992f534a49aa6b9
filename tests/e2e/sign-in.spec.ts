// Signing in while the phone throws the page away to show the message with the code.

import { WHO, expect, test } from './support/test.ts';

test('b08: the step is there after a reload, back and forward, and in a new tab', async ({ people }) => {
  const visitor = await people.open();
  const { page } = visitor;
  await page.goto('/sign-in?next=/rooms');
  await visitor.button(new RegExp(WHO.wang.name)).click();
  const code = (on = page) => on.getByLabel(visitor.w('sign_in_code'), { exact: true });
  await expect(code()).toHaveValue(/^\d{6}$/);
  const right = await code().inputValue();

  await page.goto(page.url());
  await expect(code()).toHaveValue(right);
  // Nothing is asked for again: a reload is no form.
  await page.reload();
  await expect(code()).toHaveValue(right);
  await page.goto('/guide');
  await page.goBack();
  await expect(code()).toHaveValue(right);
  await page.goForward();
  const tab = await page.context().newPage();
  await tab.goto('/sign-in');
  await expect(code(tab)).toHaveValue(right);
  await tab.getByRole('button', { name: visitor.w('sign_in'), exact: true }).click();
  await expect(tab).toHaveURL(/\/rooms/);
  // Once it is used the page begins anew.
  await tab.goto('/sign-in');
  await expect(code(tab)).toHaveCount(0);
});

test('b08: another number after all', async ({ people }) => {
  const visitor = await people.open();
  const { page } = visitor;
  await page.goto('/sign-in');
  await page.getByLabel(visitor.w('sign_in_phone')).fill('１３９００００００７７');
  await visitor.button(visitor.w('sign_in_ask')).click();
  await expect(visitor.title()).toHaveText(visitor.w('sign_in_code_title'));
  await page.getByRole('link', { name: visitor.w('sign_in_again') }).click();
  await expect(page.getByLabel(visitor.w('sign_in_phone'))).toHaveValue('１３９００００００７７');
});
