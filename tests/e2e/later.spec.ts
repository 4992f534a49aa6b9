// The part of the app that arrives after a page is live: what is in it opens without a network from then on, and
// until it is there its pages are plain ones, or say so.
import { ask } from './support/steps.ts';
import { expect, test } from './support/test.ts';

/** The second part, of either edition. */
const LATER = /\/pkg\/later-.*\.wasm$/;

test('later: it arrives by itself once the page is live, and is kept', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.page.addInitScript(() => {
    const look = () => {
      if (document.documentElement?.dataset.live) performance.mark('live');
    };
    new MutationObserver(look).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-live'] });
  });
  const coming = wang.page.waitForResponse(LATER);
  await wang.go('/');
  await coming;
  const [live, fetched] = await wang.page.evaluate(() => [
    performance.getEntriesByName('live')[0]?.startTime ?? Infinity,
    performance.getEntriesByType('resource').find((it) => it.name.includes('/later-'))?.startTime ?? 0,
  ]);
  expect(fetched).toBeGreaterThanOrEqual(live ?? 0);
  await wang.installed();
  await wang.synced();
  await wang.setOffline(true);
  // Pages of it that were never opened: by their address, and from another page.
  await wang.reopen('/search');
  await expect(wang.title()).toHaveText(wang.w('search_title'));
  await wang.reopen('/help/ask');
  await expect(wang.title()).toHaveText(wang.w('help.title'));
  await wang.reopen('/');
  await wang.page.locator('a[href="/me"]').first().click();
  await expect(wang.page).toHaveURL(/\/me$/);
  await expect(wang.page.getByText(wang.w('later_title'))).toHaveCount(0);
});

for (const lang of ['zh', 'en'] as const) {
  test(`later: a page whose part does not come says so and opens as a plain page (${lang})`, async ({ people }) => {
    const wang = await people.come('wang', { lang });
    wang.forgive(/net::ERR_/);
    await wang.page.route(LATER, (route) => route.abort());
    await wang.go('/');
    await wang.page.locator('a[href="/me"]').first().click();
    await expect(wang.title()).toHaveText(wang.w('later_title'));
    await expect(wang.page.getByText(wang.w('later_about'))).toBeVisible();
    // Nothing else waits for it.
    await wang.page.goBack();
    await expect(wang.page.getByText(wang.w('later_title'))).toHaveCount(0);
    await wang.page.goForward();
    await wang.link(wang.w('later_open')).click();
    await expect(wang.title()).toHaveText(wang.w('me_title'));
    // As the server made it, and it stays so.
    expect(await wang.page.locator('html[data-live]').count()).toBe(0);
    await wang.page.goto('/help/ask');
    await wang.page.getByLabel(wang.w('help.what')).fill('电视没有声音');
    await wang.button(wang.w('help.send')).click();
    await expect(wang.page).toHaveURL(/\/help\/[0-9a-f-]{36}/);
    await expect(wang.page.getByText('电视没有声音').first()).toBeVisible();
  });
}

test('later: a page that waits for its part shows itself when it comes', async ({ people }) => {
  const wang = await people.come('wang');
  wang.forgive(/net::ERR_/);
  let there = false;
  await wang.page.route(LATER, (route) => (there ? route.continue() : route.abort()));
  await wang.go('/');
  await wang.page.locator('a[href="/me"]').first().click();
  await expect(wang.title()).toHaveText(wang.w('later_title'));
  there = true;
  await wang.page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(wang.title()).toHaveText(wang.w('me_title'));
  // And one that the server made is taken over as soon as it can be.
  there = false;
  await wang.page.goto('/me');
  await expect(wang.title()).toHaveText(wang.w('me_title'));
  expect(await wang.page.locator('html[data-live]').count()).toBe(0);
  there = true;
  await wang.ready();
  await ask(wang, '灯坏了');
});
