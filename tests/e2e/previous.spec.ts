// Pages and phones of the build before at the server of today, and the other way round: nobody reloads anything, and
// the day goes on. Only by `make previous`, which builds that one.
import { join } from 'node:path';
import { entry } from './support/steps.ts';
import { type Linli, type Person, expect, test } from './support/test.ts';

const BEFORE = process.env.LINLI_E2E_PREVIOUS ?? '';

test.skip(!BEFORE, 'only by `make previous`');

/** From now on the server of the build before answers. */
async function before(linli: Linli): Promise<void> {
  await linli.leave();
  await linli.up(join(BEFORE, 'target/site'), join(BEFORE, 'target/debug/linli'));
}

/** From now on today's server answers. */
async function today(linli: Linli): Promise<void> {
  await linli.leave();
  await linli.up();
}

/** A server that is not there for a moment is complained of by the browser itself. */
function patient(person: Person): void {
  person.forgive(/net::ERR_|status of 50[234]/);
}

/** A caregiver's first visit of the day that is still ahead, from the yes to the report; by links alone. */
async function wholeVisit(li: Person): Promise<void> {
  await li.page.locator('main a[href^="/work/0"]').first().click();
  for (const [deed, said] of [
    ['care.visit_accept', 'state_you_will'],
    ['care.visit_set_out', 'state.OnTheWay'],
    ['care.visit_check_in', 'state.CheckedIn'],
  ] as const) {
    const button = li.button(li.w(deed));
    // As far as the visit is already.
    await expect(li.button(li.w('care.visit_check_out')).or(li.button(li.w('care.visit_check_in'))).or(button).first()).toBeVisible();
    if ((await button.count()) === 0) continue;
    await button.click();
    await expect(li.page.getByText(li.w(said)).first()).toBeVisible();
  }
  await li.page.getByLabel(li.w('care.visit_report')).fill('都好');
  await li.button(li.w('care.visit_check_out')).click();
  await expect(li.page.getByText(li.w('state_elder_confirms')).first()).toBeVisible();
}

/** When the first visit of the caregiver's list begins, so that it may be begun. */
async function untilFirstVisit(li: Person): Promise<Date> {
  const starts = await li.page.evaluate(async () => {
    const [first] = (await indexedDB.databases()).filter((it) => it.name?.startsWith('linli-'));
    const opening = indexedDB.open(first?.name ?? '');
    await new Promise((done) => (opening.onsuccess = done));
    const asked = opening.result.transaction('buckets').objectStore('buckets').getAll();
    await new Promise((done) => (asked.onsuccess = done));
    opening.result.close();
    const id = document.querySelector('main a[href^="/work/0"]')?.getAttribute('href')?.split('/').pop() ?? '';
    const row = (asked.result as string[]).join('\n').split('\n').find((it) => it.startsWith(`{"row":"booking","id":"${id}"}`));
    return /"starts":"([^"]+)"/.exec(row ?? '')?.[1];
  });
  return new Date(Math.max(Date.parse(starts ?? ''), li.linli.now().getTime()));
}

for (const [page, server, first, then] of [
  ['the page before', "today's server", before, today],
  ["today's page", 'the server before', today, before],
] as const) {
  test(`previous: a caregiver's day on ${page} at ${server}`, async ({ people, linli }) => {
    await first(linli);
    const li = await people.sit('carer', { worker: true });
    patient(li);
    await li.go('/work');
    await li.synced();
    await li.installed();
    await people.move(await untilFirstVisit(li));
    await li.go('/work');
    await li.synced();
    await then(linli);
    await wholeVisit(li);
    // All of it has arrived: whoever asks the server finds the report.
    await expect(li.page.locator('.phone-line')).toHaveCount(0);
    const other = await people.sit('carer', { worker: true });
    await other.go(new URL(li.page.url()).pathname);
    await expect(other.page.getByText(other.w('state_elder_confirms')).first()).toBeVisible();
  });

  test(`previous: what ${page} kept without a network goes out to ${server}`, async ({ people, linli }) => {
    await first(linli);
    const wang = await people.sit('wang', { worker: true });
    patient(wang);
    await wang.go('/help/ask');
    await wang.synced();
    await wang.installed();
    await wang.setOffline(true);
    await wang.reopen('/help/ask');
    await wang.page.getByLabel(wang.w('help.what')).fill('楼道的灯不亮');
    await wang.button(wang.w('help.send')).click();
    await expect(wang.link(wang.p('unsent_count', { count: '1' }))).toBeVisible();
    await then(linli);
    await wang.setOffline(false);
    await expect(wang.link(wang.p('unsent_count'))).toHaveCount(0);
    const clerk = await people.sit('clerk', { worker: true });
    await clerk.go('/desk');
    await expect(entry(clerk, '楼道的灯不亮').first()).toBeVisible();
    // And what the desk answers is heard on the page that is still open.
    await entry(clerk, '楼道的灯不亮').getByRole('link').first().click();
    await clerk.button(clerk.w('help.desk_take')).first().click();
    await wang.link(wang.w('nav_mine')).first().click();
    await expect(entry(wang, '楼道的灯不亮').filter({ hasText: wang.w('stage.Assigned') }).first()).toBeVisible();
  });
}
