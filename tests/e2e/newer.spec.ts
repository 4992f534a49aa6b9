// A page that stays open on its build while the server is another, newer one: it works on, keeps what it cannot
// read, and says so. What a newer server would say is put into the answers of this one.
import { entry } from './support/steps.ts';
import { type Person, expect, test } from './support/test.ts';

const LANTERN = '0197324f-0000-7000-8000-00000000c0de';

interface Patch {
  put?: { row: string; value: Record<string, unknown> };
  del?: unknown;
}

/** The server has learnt what lanterns are, and tells of one with each pull; and whatever else `more` makes of it. */
async function newerServer(person: Person, more: (patch: Patch[]) => void = () => undefined): Promise<{ cursors: (string | null)[] }> {
  const asked = { cursors: [] as (string | null)[] };
  await person.page.route('**/api/sync/v1/pull*', async (route) => {
    asked.cursors.push(new URL(route.request().url()).searchParams.get('cursor'));
    // A page that is left while it asks takes the answer with it.
    const answer = await route.fetch().catch(() => undefined);
    const pull = (await answer?.json().catch(() => undefined)) as { patch?: Patch[]; lanterns?: number } | undefined;
    if (!answer || !pull?.patch) return route.abort().catch(() => undefined);
    more(pull.patch);
    pull.patch.push({ put: { row: 'lantern', value: { id: LANTERN, lit: true } } }, { del: { row: 'lantern', id: LANTERN.replace('c0de', 'dead') } });
    pull.lanterns = 1;
    await route.fulfill({ response: answer, json: pull }).catch(() => undefined);
  });
  return asked;
}

/** What the browser keeps for whoever is signed in. */
async function kept(person: Person): Promise<{ rows: string; ledger: string }> {
  return person.page.evaluate(async () => {
    const [first] = (await indexedDB.databases()).filter((it) => it.name?.startsWith('linli-'));
    const opening = indexedDB.open(first?.name ?? '');
    await new Promise((done) => (opening.onsuccess = done));
    const read = (store: string) =>
      new Promise<string>((done) => {
        const asked = opening.result.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done((asked.result as string[]).join('\n'));
      });
    const all = { rows: await read('buckets'), ledger: await read('ledger') };
    opening.result.close();
    return all;
  });
}

test('newer: a caregiver works through the day beside what the page cannot read', async ({ people, linli }) => {
  const li = await people.come('carer');
  await newerServer(li);
  await li.go('/work');
  await li.synced();
  await expect(li.page.getByText(li.w('trouble.Newer'))).toBeVisible();
  await expect(li.button(li.w('update_now'))).toBeVisible();
  const { rows } = await kept(li);
  expect(rows).toContain(`{"row":"lantern","id":"${LANTERN}"}\t`);
  // The first visit of today that has an answer: on the way, there, done.
  const visit = await li.page.locator('main a[href^="/work/0"]').first().getAttribute('href');
  const starts = /"starts":"([^"]+)"/.exec(
    rows.split('\n').find((it) => it.startsWith(`{"row":"booking","id":"${visit?.split('/').pop()}"}`)) ?? '',
  )?.[1];
  await people.move(new Date(Math.max(Date.parse(starts ?? ''), linli.now().getTime())));
  await li.go(visit ?? '');
  await li.synced();
  for (const [deed, said] of [
    ['care.visit_accept', 'state_you_will'],
    ['care.visit_set_out', 'state.OnTheWay'],
    ['care.visit_check_in', 'state.CheckedIn'],
  ] as const) {
    const button = li.button(li.w(deed));
    if ((await button.count()) === 0) continue;
    await button.click();
    await expect(li.page.getByText(li.w(said)).first()).toBeVisible();
  }
  await li.page.getByLabel(li.w('care.visit_report')).fill('都好');
  await li.button(li.w('care.visit_check_out')).click();
  await expect(li.page.getByText(li.w('state_elder_confirms')).first()).toBeVisible();
  await expect(li.page.locator('.phone-line')).toHaveCount(0);
  await expect(li.page.getByText(li.w('trouble.Newer'))).toBeVisible();
});

test('newer: what is passed over is there after the update, and everything is fetched anew once', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  await wang.page.getByLabel(wang.w('help.what')).fill('楼道的灯不亮');
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.getByText(wang.w('help.sent'))).toBeVisible();
  await wang.synced();
  // Its stage has a name that this build does not know.
  const asked = await newerServer(wang, (patch) => {
    for (const it of patch) if (it.put?.row === 'help') it.put.value.stage = 'under_the_lantern';
  });
  await wang.go('/mine');
  await expect(wang.link(/楼道的灯不亮/)).toHaveCount(1);
  // The desk answers, and the page is told of it in words that it does not know.
  const clerk = await people.come('clerk');
  await clerk.go('/desk');
  await entry(clerk, '楼道的灯不亮').getByRole('link').first().click();
  await clerk.button(clerk.w('help.desk_take')).first().click();
  await wang.go('/mine');
  await wang.synced();
  await expect(wang.page.getByText(wang.w('trouble.Newer'))).toBeVisible();
  // The build after this one: it opens what is kept, and asks for everything.
  await wang.page.evaluate(async () => {
    const [first] = (await indexedDB.databases()).filter((it) => it.name?.startsWith('linli-'));
    const opening = indexedDB.open(first?.name ?? '');
    await new Promise((done) => (opening.onsuccess = done));
    const store = opening.result.transaction('ledger', 'readwrite').objectStore('ledger');
    const asked = store.get('ledger');
    await new Promise((done) => (asked.onsuccess = done));
    const ledger = { ...(JSON.parse(asked.result as string) as object), reader: 'the build before' };
    const put = store.put(JSON.stringify(ledger), 'ledger');
    await new Promise((done) => (put.onsuccess = done));
    opening.result.close();
  });
  await wang.page.unroute('**/api/sync/v1/pull*');
  const pulls: (string | null)[] = [];
  wang.page.on('request', (it) => {
    if (it.url().includes('/sync/v1/pull')) pulls.push(new URL(it.url()).searchParams.get('cursor'));
  });
  await wang.go('/mine');
  await wang.synced();
  expect(pulls[0]).toBe(null);
  await expect(wang.link(/楼道的灯不亮/)).toHaveCount(1);
  await expect(wang.page.getByText(wang.w('trouble.Newer'))).toHaveCount(0);
  expect((await kept(wang)).rows).not.toContain('lantern');
  expect(asked.cursors.length).toBeGreaterThan(0);
});

test('newer: a reason without words here is told as one, and kept for the build that has them', async ({ people }) => {
  const wang = await people.sit('wang');
  await wang.go('/help/ask');
  await wang.synced();
  await wang.page.route('**/api/sync/v1/push*', async (route) => {
    const [first] = (route.request().postDataJSON() as { mutations: { mid: string; n: number }[] }).mutations;
    const outcome = { mid: first?.mid, n: first?.n, result: 'refused', refusal: { code: 'lanterns_are_out', lanterns: 3 } };
    await route.fulfill({ json: { outcomes: [outcome], last_n: first?.n } });
  });
  await wang.page.getByLabel(wang.w('help.what')).fill('借一盏灯');
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.getByRole('alert')).toContainText(wang.w('other_refusal'));
  await expect(wang.page.getByLabel(wang.w('help.what'))).toHaveValue('借一盏灯');
  await expect(wang.link(wang.p('unsent_count'))).toHaveCount(0);
});

test('newer: a phone of tomorrow waits for the server of today', async ({ people }) => {
  const wang = await people.sit('wang');
  wang.forgive(/status of 426/);
  await wang.go('/help/ask');
  await wang.synced();
  // What it sends has a name that this server does not know.
  await wang.page.route('**/api/sync/v1/push*', async (route) => {
    const body = (route.request().postData() ?? '').replace('help.ask@1', 'help.ask@2');
    await route.continue({ postData: body });
  });
  await wang.page.getByLabel(wang.w('help.what')).fill('明天的话');
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.getByText(wang.w('trouble.OtherBuild'))).toBeVisible();
  await expect(wang.link(wang.p('unsent_count', { count: '1' }))).toBeVisible();
  await expect(wang.button(wang.w('update_now'))).toBeVisible();
  // The server has learnt it; the page is the same.
  await wang.page.unroute('**/api/sync/v1/push*');
  await wang.link(wang.p('unsent_count', { count: '1' })).click();
  await wang.button(wang.w('phone_send_now')).click();
  await expect(wang.link(wang.p('unsent_count'))).toHaveCount(0);
  await wang.go('/mine');
  await expect(wang.link(wang.p('unsent_count'))).toHaveCount(0);
  await expect(wang.link(/明天的话/)).toHaveCount(1);
  await expect(wang.page.getByText(wang.w('trouble.OtherBuild'))).toHaveCount(0);
});
