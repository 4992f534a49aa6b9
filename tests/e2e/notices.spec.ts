// What the desk tells people, from the draft to the door, with a network and without.
import { join } from 'node:path';
import { choose, entry, unfold } from './support/steps.ts';
import { type Lang, type Person, WHO, expect, test } from './support/test.ts';

const OUT = join(import.meta.dirname, 'screenshots-out');

interface Wanted {
  kind?: 'Emergency' | 'Important' | 'Announcement' | 'News';
  note?: string;
}

/** Writes a draft and publishes it; the path of its page at the desk. */
async function publish(clerk: Person, what: string, { kind = 'News', note = '请大家留意。' }: Wanted = {}): Promise<string> {
  const { page } = clerk;
  await clerk.go('/desk/notices/new');
  await choose(clerk, new RegExp(`^${clerk.w(`notices.kind.${kind}`)}`));
  await page.getByLabel(clerk.w('notices.label_what')).fill(what);
  await page.getByLabel(clerk.w('notices.label_note')).fill(note);
  await clerk.button(clerk.w('notices.desk_save')).click();
  await expect(clerk.title()).toHaveText(clerk.w('notices.desk_title'));
  await entry(clerk, what).getByRole('link').click();
  await expect(clerk.title()).toHaveText(what);
  await clerk.button(clerk.w('notices.desk_publish')).click();
  await expect(clerk.button(clerk.w('notices.desk_publish'))).toHaveCount(0);
  return new URL(page.url()).pathname;
}

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`notices: an emergency is on the first screen, also without a network, and whoever has not seen it is called (${lang})`, async ({ people }) => {
    const clerk = await people.come('clerk', { lang });
    const wang = await people.come('wang', { lang, worker: true, elder: true });
    await wang.installed();
    await wang.synced();
    const what = '今晚台风，请关好窗';
    const path = await publish(clerk, what, { kind: 'Emergency', note: '今晚八点以后不要出门。' });
    const missing = clerk.page.getByRole('listitem').filter({ hasText: WHO.wang.name });
    await expect(missing).toContainText('5 幢 402');
    await expect(missing.getByRole('link')).toHaveAttribute('href', 'tel:+8613800000001');

    // It comes by itself, and stays without a network.
    await expect(wang.page.getByRole('heading', { name: what })).toBeVisible();
    await wang.setOffline(true);
    await wang.reopen('/');
    await expect(wang.page.getByText('今晚八点以后不要出门。')).toBeVisible();
    await wang.link(wang.w('notices.read_it')).first().click();
    await expect(wang.title()).toHaveText(what);
    await wang.button(wang.w('notices.seen')).click();
    await expect(wang.page.getByText(wang.w('notices.seen_already'))).toBeVisible();
    await wang.reopen('/');
    await expect(wang.page.getByRole('heading', { name: what })).toHaveCount(0);
    await wang.reopen('/notices');
    await expect(entry(wang, what)).toBeVisible();
    await wang.setOffline(false);
    await expect(wang.link(wang.p('unsent_count', { count: '1' }))).toHaveCount(0);

    // The desk need not call her, and says so of whom it has called.
    await clerk.go(path);
    await expect(clerk.page.getByRole('heading', { name: clerk.w('notices.desk_calls') })).toBeVisible();
    await expect(missing).toHaveCount(0);
    const next = clerk.page.getByRole('listitem').filter({ hasText: WHO.chen.name });
    await next.getByRole('button', { name: clerk.w('notices.desk_told') }).click();
    await expect(next).toHaveCount(0);
    const chen = await people.come('chen', { lang });
    await expect(chen.page.getByRole('heading', { name: what })).toHaveCount(0);
  });

  test(`notices: a draft is the desk’s alone, is changed, published and taken back (${lang})`, async ({ people }) => {
    const clerk = await people.come('clerk', { lang });
    const { page } = clerk;
    await clerk.go('/desk');
    await page.getByRole('navigation', { name: clerk.w('desk_elsewhere') }).getByRole('link', { name: clerk.w('notices.title') }).click();
    await expect(clerk.title()).toHaveText(clerk.w('notices.desk_title'));
    await clerk.link(clerk.w('notices.desk_new')).click();
    await page.getByLabel(clerk.w('notices.label_what')).fill('义剪');
    await page.getByLabel(clerk.w('notices.label_note')).fill('周六上午。');
    await clerk.button(clerk.w('notices.desk_save')).click();
    await expect(clerk.title()).toHaveText(clerk.w('notices.desk_title'));
    const wang = await people.come('wang', { lang });
    await wang.go('/notices');
    await expect(entry(wang, '义剪')).toHaveCount(0);

    await entry(clerk, /^(?!.*周末).*义剪/s).first().getByRole('link').click();
    await unfold(clerk, clerk.w('notices.desk_edit'));
    await page.getByLabel(clerk.w('notices.label_what')).fill('周日义剪');
    await clerk.button(clerk.w('notices.desk_save')).click();
    await expect(clerk.title()).toHaveText('周日义剪');
    await clerk.button(clerk.w('notices.desk_publish')).click();
    await expect(clerk.button(clerk.w('notices.desk_publish'))).toHaveCount(0);
    await expect(entry(wang, '周日义剪')).toBeVisible();
    await entry(wang, '周日义剪').getByRole('link').click();
    await expect(wang.title()).toHaveText('周日义剪');

    await unfold(clerk, clerk.w('notices.desk_withdraw'));
    await page.getByLabel(clerk.w('notices.desk_withdraw_why')).fill('下雨');
    await clerk.button(clerk.w('notices.desk_withdraw_yes')).click();
    // Under the eyes of who reads it.
    await expect(wang.page.getByText(wang.p('notices.withdrawn_because', { reason: '下雨' }))).toBeVisible();
    await expect(wang.button(wang.w('notices.seen'))).toHaveCount(0);
  });

  test(`notices: an announcement stands, and is corrected by another beside it (${lang})`, async ({ people }) => {
    const clerk = await people.come('clerk', { lang });
    const { page } = clerk;
    const path = await publish(clerk, '评优名单', { kind: 'Announcement', note: '一号。' });
    await expect(page.locator('summary').filter({ hasText: clerk.w('notices.desk_withdraw') })).toHaveCount(0);
    await expect(page.locator('summary').filter({ hasText: clerk.w('notices.desk_edit') })).toHaveCount(0);
    await unfold(clerk, clerk.w('notices.desk_correct'));
    await page.getByLabel(clerk.w('notices.label_what')).fill('评优名单（更正）');
    await page.getByLabel(clerk.w('notices.label_note')).fill('二号。');
    await clerk.button(clerk.w('notices.desk_correct_yes')).click();
    await expect(clerk.title()).toHaveText(clerk.w('notices.desk_title'));
    const wang = await people.come('wang', { lang });
    await wang.go(path.replace('/desk', ''));
    await expect(wang.title()).toHaveText('评优名单');
    await expect(wang.page.getByText('一号。')).toBeVisible();
    await wang.link(wang.w('notices.see_correction')).click();
    await expect(wang.title()).toHaveText('评优名单（更正）');
    await wang.link(wang.w('notices.see_corrected')).click();
    await expect(wang.title()).toHaveText('评优名单');
  });
}

test('notices: without a script as well', async ({ people }) => {
  const clerk = await people.come('clerk', { script: false });
  const path = await publish(clerk, '不用脚本', { kind: 'Important' });
  const chen = await people.come('chen', { script: false });
  await chen.go(path.replace('/desk', ''));
  await chen.button(chen.w('notices.seen')).click();
  await expect(chen.page.getByText(chen.w('notices.seen_already'))).toBeVisible();
});

test('notices: what is typed wrongly is said, and nothing is lost', async ({ people }) => {
  const clerk = await people.come('clerk');
  const { page } = clerk;
  await clerk.go('/desk/notices/new');
  await choose(clerk, new RegExp(`^${clerk.w('notices.audience_building')}`));
  await page.getByLabel(clerk.w('notices.label_what')).fill('长'.repeat(61));
  await page.getByLabel(clerk.w('notices.label_note')).fill('停水。');
  await clerk.button(clerk.w('notices.desk_save')).click();
  await expect(page.getByRole('alert')).toContainText(clerk.p('notices.refused_what_too_long', { limit: '60' }));
  await expect(page.getByLabel(clerk.w('notices.label_note'))).toHaveValue('停水。');
  await page.getByLabel(clerk.w('notices.label_what')).fill('停水');
  await clerk.button(clerk.w('notices.desk_save')).click();
  await expect(page.getByRole('alert')).toContainText(clerk.w('notices.refused_building'));
  await page.getByLabel(clerk.w('notices.label_building')).fill('3 幢');
  await clerk.button(clerk.w('notices.desk_save')).click();
  await expect(entry(clerk, '停水').first()).toBeVisible();
  await expect(clerk.title()).toHaveText(clerk.w('notices.desk_title'));
});

test('notices: a sheet for the door', async ({ people }) => {
  const chen = await people.come('chen');
  await chen.go('/notices');
  await entry(chen, '明天停电').getByRole('link').click();
  await expect(chen.title()).toContainText('明天停电');
  await chen.page.emulateMedia({ media: 'print' });
  const on = 'button:visible, a.button:visible, a.pill:visible, form:visible, .top:visible, .main-nav:visible';
  await expect(chen.page.locator(on)).toHaveCount(0);
  const words = await chen.page.locator('body').innerText();
  // Dates and not “tomorrow”, and whom to call: paper stays.
  expect(words).toMatch(/\d+月\d+日\s周.\s至\s\d+月\d+日\s周./);
  expect(words).toContain(chen.w('notices.fact_call'));
  await chen.page.screenshot({ path: join(OUT, 'notice-print.png'), fullPage: true });
});
