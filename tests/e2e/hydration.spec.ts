// The browser takes the server's page over without a word of complaint (every test looks at the
// console), and from then on pages change without loading.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/linli.ts';
import { type Screen, SCREENS, visit } from './support/screens.ts';
import { ask, unfold } from './support/steps.ts';
import { type Name, WHO, expect, test } from './support/test.ts';

const names = [...new Set(SCREENS.map((it) => it.who))];

/** Screens that an address alone leads to, also those that the way to them goes through another page. */
const addressed = SCREENS.filter((it) => !it.then || ['slip', 'desk-number'].includes(it.name));

for (const who of names) {
  test(`hydration: the same page before and after, ${who ?? 'nobody signed in'}`, async ({ people }) => {
    const person = who ? await people.come(who) : await people.open();
    for (const screen of addressed.filter((it) => it.who === who)) {
      await visit(person, screen);
      // To a part of a page that is there a browser goes without loading it.
      const [address = ''] = person.page.url().split('#');
      await person.page.route(/\/pkg\/.*boot.*\.js$/, (route) => route.abort());
      await person.page.goto(address);
      const before = await person.page.locator('body').innerText();
      await person.page.unroute(/\/pkg\/.*boot.*\.js$/);
      person.complaints.length = 0;
      await person.go(address);
      // With all that a pull brings: a page that is served without its rows is another one now.
      if (who) await person.synced();
      // Whether there is a voice to read with is known to the browser alone.
      await person.page.evaluate(() => document.documentElement.removeAttribute('data-voice'));
      const after = await person.page.locator('body').innerText();
      // What a phone says of itself, no server can.
      if (screen.name !== 'this-phone') expect.soft(after, screen.name).toBe(before);
      expect.soft(person.complaints, screen.name).toEqual([]);
    }
  });
}

test('hydration: every page of the app is among the screens', async () => {
  const sources = readdirSync(join(ROOT, 'app/src'), { recursive: true, encoding: 'utf8' });
  const routes = sources
    .filter((file) => file.endsWith('.rs'))
    .flatMap((file) => [...readFileSync(join(ROOT, 'app/src', file), 'utf8').matchAll(/path!\("([^"]+)"\)/g)]);
  // Of who has the residents' edition only a page in the others' stead.
  const pages = routes.map(([, path]) => path ?? '').filter((it) => !it.includes('*'));
  const leads = (page: string, { path, name }: Screen) => {
    const sample = page.replace(':topic', 'elder').replace(/:\w+/, '0197324f-0000-7000-8000-00000000c0de');
    // Where a step on the page itself leads.
    const on = { slip: '/mine/:id/slip', 'desk-number': '/desk/number', 'sign-in-code': '/sign-in/code' }[name];
    const there = typeof path === 'string' ? path.split('?')[0] === sample : [sample, `${sample}?day=2026-11-26`].some((it) => path.link.test(it));
    return there || on === page;
  };
  expect(pages.length).toBeGreaterThan(25);
  expect(pages.filter((page) => !SCREENS.some((screen) => leads(page, screen)))).toEqual([]);
});

test('hydration: pages change and forms are sent without loading the page anew', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await wang.go('/');
  await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
  const stayed = () => page.evaluate(() => (globalThis as unknown as { stayed?: boolean }).stayed === true);
  const loads: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads.push(request.url());
  });

  await wang.link(wang.w('nav_mine')).click();
  await expect(wang.title()).toHaveText(wang.w('mine_title'));
  await expect(wang.title()).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(wang.w('mine_title')));
  await wang.link(wang.w('nav_home')).click();
  await wang.link(wang.w('help.door')).click();
  await page.getByLabel(wang.w('help.what')).fill('窗户关不上');
  await wang.button(wang.w('help.send')).click();
  await expect(page.getByText(wang.w('help.sent'))).toBeVisible();
  await page.goBack();
  await expect(wang.title()).toHaveText(wang.w('help.title'));
  expect(await stayed()).toBe(true);
  expect(loads).toEqual([]);
});

test('hydration: a code that is wrong is asked for again, on a page that lives', async ({ people }) => {
  const visitor = await people.open();
  const { page } = visitor;
  await visitor.go('/sign-in');
  await visitor.button(new RegExp(WHO.wang.name)).click();
  await visitor.ready();
  const code = page.getByLabel(visitor.w('sign_in_code'), { exact: true });
  const right = await code.inputValue();
  await code.fill(right === '000000' ? '111111' : '000000');
  await visitor.button(visitor.w('sign_in')).click();
  await expect(page.getByRole('alert')).toContainText(visitor.w('problem_wrong_code'));
  await visitor.ready();
  await expect(code).toHaveValue(right);
  await visitor.button(visitor.w('sign_in')).click();
  await expect(page).not.toHaveURL(/sign-in/);
  await visitor.ready();
});

test('hydration: what somebody typed before the script came is kept', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  let go = () => {};
  const typed = new Promise<void>((done) => (go = done));
  await page.route(/\.wasm$/, async (route) => {
    await typed;
    await route.continue();
  });
  await page.goto('/help/ask', { waitUntil: 'commit' });
  await page.getByLabel(wang.w('help.what')).fill('灯不亮了');
  go();
  await wang.ready();
  await expect(page.getByLabel(wang.w('help.what'))).toHaveValue('灯不亮了');
});

test('hydration: pressing twice asks once', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await wang.go('/help/ask');
  await page.getByLabel(wang.w('help.what')).fill('门锁卡住了');
  await wang.button(wang.w('help.send')).dblclick();
  await expect(page.getByText(wang.w('help.sent'))).toBeVisible();
  await wang.go('/mine');
  await expect(wang.link(/门锁卡住了/)).toHaveCount(1);
});

test('hydration: what comes back into a form is seen, also in a fold', async ({ people }) => {
  const wang = await people.come('wang');
  const place = wang.page.getByLabel(wang.w('help.place'));
  await wang.go('/help/ask');
  await unfold(wang, wang.w('help.more'));
  await place.fill('楼下花园');
  await wang.page.reload();
  await wang.ready();
  await expect(place).toBeVisible();
  await expect(place).toHaveValue('楼下花园');
});

test('hydration: two people sign in with one browser, one after the other', async ({ people }) => {
  const person = await people.come('wang');
  await ask(person, '水管漏水了');
  await person.signIn('chen');
  await ask(person, '门铃不响了');
  await person.signIn('wang');
  await ask(person, '纱窗破了');
});

for (const told of [true, false]) {
  test(`hydration: what was opened before somebody else signed in is hidden (${told ? 'told' : 'not told'} by the other page)`, async ({
    people,
  }) => {
    const wang = await people.come('wang');
    const { page } = wang;
    wang.forgive(/status of 403/);
    if (!told) {
      await page.addInitScript(() => {
        Object.defineProperty(globalThis, 'BroadcastChannel', { value: undefined, configurable: true });
      });
    }
    await ask(wang, '水管漏水了');
    await wang.go('/help/ask');
    await wang.synced();
    // Only the other page can tell.
    await page.route('**/api/sync/**', (route) => route.abort());
    wang.forgive(/net::ERR_FAILED/);
    if (told) {
      // What waits is kept for wang, and shown to nobody.
      await page.getByLabel(wang.w('help.what')).fill('没发出的话');
      await wang.button(wang.w('help.send')).click();
      await expect(wang.link(wang.p('unsent_count', { count: '1' }))).toBeVisible();
    }
    const other = await page.context().newPage();
    await other.goto('/sign-in');
    await other.getByRole('button', { name: /陈国华/ }).click();
    await expect(other.getByLabel(wang.w('sign_in_code'), { exact: true })).toHaveValue(/^\d{6}$/);
    await other.getByRole('button', { name: wang.w('sign_in'), exact: true }).click();
    await expect(other).not.toHaveURL(/sign-in/);
    await expect(other.locator('html[data-synced]')).toBeAttached();
    if (!told) {
      await page.getByLabel(wang.w('help.what')).fill('门铃不响了');
      await wang.button(wang.w('help.send')).click();
    }
    await expect(page.locator('body')).not.toContainText('没发出的话');
    await expect(page.getByText(wang.w('hidden_signed_out'))).toBeVisible();
    await expect(page.getByText(wang.w('trouble.SignedOut'))).toBeVisible();
    await expect(page.getByText(wang.w('trouble.NotKept'))).toHaveCount(0);
    // Nothing is done in the other's name.
    await page.unroute('**/api/sync/**');
    await wang.go('/mine');
    await wang.synced();
    await expect(wang.link(/门铃不响了|水管漏水了|没发出的话/)).toHaveCount(0);
  });
}

test('hydration: a stranger cannot read what is somebody else’s', async ({ people }) => {
  const wang = await people.come('wang');
  const path = await ask(wang, '这是我自己的事');
  const chen = await people.come('chen' satisfies Name, { script: false });
  const answer = await chen.page.goto(path);
  expect(answer?.status()).toBe(404);
  expect(await chen.page.content()).not.toContain('这是我自己的事');
});
