// Finding things by Chinese, by the first letters of its pinyin, and in English.
import { type Person, expect, test } from './support/test.ts';

async function look(person: Person, words: string): Promise<void> {
  await person.page.getByLabel(person.w('search_label')).fill(words);
}

/** What is found, by its heading. */
const group = (person: Person, title: string) =>
  person.page.locator('section').filter({ has: person.page.getByRole('heading', { level: 2, name: person.w(title), exact: true }) });

test('search: every letter answers, without loading the page', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await wang.go('/');
  await wang.link(wang.w('search')).click();
  await expect(wang.title()).toHaveText(wang.w('search_title'));
  const loads: string[] = [];
  page.on('request', (it) => {
    if (it.isNavigationRequest()) loads.push(it.url());
  });

  await look(wang, '助浴');
  await expect(group(wang, 'care.found').getByRole('link').first()).toContainText('助浴');
  await expect(page.locator('.found-count')).toHaveText(/^找到 \d+ 条$/);
  await look(wang, 'zy');
  await expect(group(wang, 'care.found').getByRole('link').first()).toContainText('助浴');
  await look(wang, 'bath');
  await expect(group(wang, 'care.found').getByRole('link').first()).toContainText('助浴');
  await look(wang, 'hds');
  await expect(group(wang, 'rooms.found').getByRole('link').first()).toBeVisible();
  await look(wang, '飞机票');
  await expect(page.getByText(wang.w('search_none'), { exact: true }).last()).toBeVisible();
  await expect(wang.link(wang.w('call_desk'))).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel(wang.w('search_label'))).toHaveValue('飞机票');
  await look(wang, 'hds');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?q=hds$/);
  await group(wang, 'rooms.found').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/rooms\//);
  await page.goBack();
  await expect(group(wang, 'rooms.found').getByRole('link').first()).toBeVisible();
  expect(loads).toEqual([]);

  await look(wang, 'zy');
  await group(wang, 'care.found').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/care\/book\?service=bath/);
});

test('search: within reach in elder mode, whose first screen has no room for it', async ({ people }) => {
  const wang = await people.come('wang', { elder: true });
  await wang.go('/');
  await expect(wang.link(wang.w('search'))).toHaveCount(0);
  await wang.page.getByRole('link', { name: wang.w('nav_me'), exact: true }).click();
  await wang.link(wang.w('search')).click();
  await expect(wang.title()).toHaveText(wang.w('search_title'));
});

test('search: own bookings and requests, and nobody else’s', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/search?q=健康');
  await expect(group(wang, 'bookings.found').getByRole('link').first()).toContainText('健康管理');
  await wang.go('/mine');
  const what = await wang.page.locator('main a[href^="/help/"] .entry-what').first().innerText();
  await wang.go('/search');
  await look(wang, what);
  await expect(group(wang, 'help.found').getByRole('link').first()).toContainText(what);
  const keeper = await people.come('keeper');
  await keeper.go('/search');
  await look(keeper, what);
  await expect(group(keeper, 'help.found')).toHaveCount(0);
});

for (const [name, script] of [['', true], [', without a script', false]] as const) {
  test(`search: elder mode by all its names${name}`, async ({ people }) => {
    const visitor = await people.open({ script });
    const { page } = visitor;
    for (const words of ['长辈版', '亲情版', '关爱版', '关怀版', 'gab', 'larger print']) {
      await visitor.go('/search');
      await look(visitor, words);
      if (!script) await visitor.button(visitor.w('search')).click();
      await expect(group(visitor, 'found_topics').getByRole('link').first(), words).toContainText(visitor.w('topic_elder'));
    }
    await visitor.button(visitor.w('elder_door')).click();
    await expect(page.locator('html.elder')).toBeAttached();
  });
}

test('search: without a network, from what the phone keeps', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/');
  await wang.synced();
  await wang.installed();
  await wang.setOffline(true);
  await wang.reopen('/search?q=hds');
  await expect(group(wang, 'rooms.found').getByRole('link').first()).toBeVisible();
  await look(wang, 'mywl');
  await expect(group(wang, 'found_topics').getByRole('link').first()).toContainText(wang.w('topic_offline'));
  await group(wang, 'found_topics').getByRole('link').first().click();
  await expect(wang.title()).toHaveText(wang.w('topic_offline'));
});
