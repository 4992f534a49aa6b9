// The app without a network: it opens, it takes what people do, and nothing is lost or done twice.
import type { Page } from '@playwright/test';
import { patience } from './support/pace.ts';
import { ask, chooseCare, clearRows, entry, takeRoom } from './support/steps.ts';
import { type Person, WHO, expect, test } from './support/test.ts';

const CHESS = '棋牌室';

/** The line that says how many things are not sent. */
const unsent = (person: Person, count: number) => person.link(person.p('unsent_count', { count: String(count) }));

/** The next push reaches the server, but its answer does not come back. */
async function loseAnswer(person: Person): Promise<void> {
  person.forgive(/net::ERR_/);
  await person.page.route('**/api/sync/v1/push*', async (route) => {
    await route.fetch();
    await route.abort('connectionfailed');
  }, { times: 1 });
}

test('offline: the browser’s storage does what every storage must', async ({ people }) => {
  test.skip(process.env.LINLI_E2E_SITE !== undefined, 'a release has no function for this');
  const visitor = await people.open();
  await visitor.go('/');
  const wrong = await visitor.page.evaluate(async () => {
    const loaded = performance.getEntriesByType('resource').map((it) => it.name);
    const app = (await import(loaded.find((it) => /\/linli-\w+\.js$/.test(it)) ?? '')) as { check_storage: () => Promise<string> };
    return app.check_storage();
  });
  expect(wrong).toBe('');
});

test('offline: from a cold start to the visits of today, with their doors', async ({ people }) => {
  const carer = await people.come('carer', { worker: true });
  await carer.go('/work');
  await carer.installed();
  await carer.synced();
  const seen = await carer.page.locator('main').innerText();
  const title = await carer.title().innerText();
  await carer.setOffline(true);
  await carer.reopen('/work');
  await expect(carer.title()).toHaveText(title);
  await expect(carer.page.getByText(carer.p('offline_since')).first()).toBeVisible();
  expect(await carer.page.locator('main').innerText()).toBe(seen);
  await carer.link(carer.w('care.nav_week')).click();
  await expect(carer.title()).toHaveText(carer.w('care.work_week_title'));
  // Also a page that was never opened, and by its address.
  await carer.reopen('/messages');
  await expect(carer.title()).toHaveText(carer.w('messages.title'));
  await carer.setOffline(false);
});

test('offline: a visit from door to door, sent when the network is back', async ({ people }) => {
  const carer = await people.come('carer', { worker: true });
  await carer.go('/work');
  await carer.installed();
  await carer.synced();
  await carer.setOffline(true);
  await carer.button(carer.w('care.visit_check_in')).first().click();
  await expect(unsent(carer, 1)).toBeVisible();
  await carer.page.getByLabel(carer.w('care.visit_report')).fill('量了血压，一切都好');
  await carer.button(carer.w('care.visit_check_out')).first().click();
  await expect(unsent(carer, 2)).toBeVisible();
  await expect(carer.page.getByText(carer.w('unsent'), { exact: true }).first()).toBeVisible();
  await carer.reopen('/me/phone');
  await expect(carer.page.getByRole('listitem').filter({ hasText: '到了' })).toHaveCount(1);
  await carer.setOffline(false);
  await expect(carer.page.getByText(carer.w('phone_unsent_none'))).toBeVisible();
  const clerk = await people.come('clerk');
  await clerk.go('/desk/care');
  await carer.go('/work');
  await expect(carer.page.getByText(carer.w('unsent'), { exact: true })).toHaveCount(0);
});

for (const first of ['wang', 'chen'] as const) {
  test(`offline: two book the same time; ${first} is back first`, async ({ people }) => {
    const second = first === 'wang' ? 'chen' : 'wang';
    const quick = await people.come(first);
    const slow = await people.come(second);
    for (const person of [quick, slow]) {
      // A week in which both households may still borrow.
      await person.go('/rooms?day=2026-12-08');
      await entry(person, CHESS).getByRole('link', { name: person.w('rooms.all_times') }).click();
      await expect(person.title()).toHaveText(CHESS);
      await person.synced();
      await person.setOffline(true);
    }
    await takeRoom(slow, 0, '下棋');
    await expect(slow.page.getByText(slow.w('unsent_about'))).toBeVisible();
    await expect(slow.page.getByText(slow.w('bookings.booked_now'))).toHaveCount(0);
    await takeRoom(quick, 0, '打牌');
    await expect(unsent(quick, 1)).toBeVisible();

    await quick.setOffline(false);
    await expect(quick.page.getByText(quick.w('bookings.booked_now'))).toBeVisible();
    await expect(unsent(quick, 1)).toHaveCount(0);
    await slow.setOffline(false);
    const refusal = slow.page.getByRole('alert');
    await expect(refusal).toContainText(slow.w('taken'));
    await expect(refusal).toContainText(CHESS);
    // It stays until it is seen to, on whatever page.
    await slow.go('/messages');
    await expect(refusal).toContainText(slow.w('taken'));
    await refusal.getByRole('button').first().click();
    await expect(slow.page.getByText(slow.w('bookings.booked_now'))).toBeVisible();
    await expect(slow.page.getByText('下棋').first()).toBeVisible();
    await expect(slow.page.getByRole('alert')).toHaveCount(0);
    await slow.go('/messages');
    await expect(slow.page.getByRole('alert')).toHaveCount(0);
  });
}

test('offline: care is booked and cancelled, a request noted, all sent in order', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/');
  await wang.installed();
  await wang.synced();
  await wang.setOffline(true);
  await chooseCare(wang, 'service.Health', { day: 3 });
  await wang.page.getByLabel(wang.w('care.note')).fill('请慢慢来');
  await wang.button(wang.w('care.book')).click();
  await expect(wang.page.getByText('请慢慢来').first()).toBeVisible();
  await expect(unsent(wang, 1)).toBeVisible();
  await wang.page.locator('summary').filter({ hasText: wang.w('bookings.cancel_booking') }).click();
  await wang.page.getByLabel(wang.w('bookings.cancel_reason')).fill('不用了');
  await wang.button(wang.w('bookings.cancel_yes')).click();
  await expect(unsent(wang, 2)).toBeVisible();
  // Nothing looks decided that the server has not heard of.
  await expect(wang.page.getByText(wang.w('state.Cancelled'))).toHaveCount(0);
  await wang.setOffline(false);
  await expect(unsent(wang, 2)).toHaveCount(0);
  await expect(wang.page.getByText(wang.w('state.Cancelled')).first()).toBeVisible();
  await expect(wang.page.getByRole('alert')).toHaveCount(0);
});

for (const lang of ['zh', 'en'] as const) {
  test(`offline: help is asked for and goes out by itself (${lang})`, async ({ people }) => {
    const wang = await people.come('wang', { lang });
    await wang.go('/help/ask');
    await wang.synced();
    await wang.page.getByLabel(wang.w('help.what')).fill('家里停电了');
    await wang.setOffline(true);
    await wang.button(wang.w('help.send')).click();
    await expect(wang.page.getByText(wang.w('unsent_about'))).toBeVisible();
    await expect(wang.page.getByText('家里停电了').first()).toBeVisible();
    await expect(unsent(wang, 1)).toBeVisible();
    const clerk = await people.come('clerk');
    await clerk.go('/desk');
    await clerk.synced();
    await expect(entry(clerk, '家里停电了')).toHaveCount(0);
    await wang.setOffline(false);
    await expect(unsent(wang, 1)).toHaveCount(0);
    await expect(wang.page.getByText(wang.w('help.sent'))).toBeVisible();
    // The desk's page changes by itself.
    await expect(entry(clerk, '家里停电了').first()).toBeVisible();
  });
}

test('offline: a lost answer asks once', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  await wang.synced();
  await wang.page.getByLabel(wang.w('help.what')).fill('水管漏水了');
  await loseAnswer(wang);
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.getByText(wang.w('help.sent'))).toBeVisible();
  await ask(wang, '门铃不响了');
  await wang.go('/mine');
  for (const what of [/水管漏水了/, /门铃不响了/]) await expect(wang.link(what)).toHaveCount(1);
});

test('offline: the server is killed and comes back; what was done meanwhile is there once', async ({ people, linli }) => {
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  await wang.synced();
  wang.forgive(/net::ERR_|status of 50[234]/);
  await linli.down();
  await wang.page.getByLabel(wang.w('help.what')).fill('电梯停了');
  await wang.button(wang.w('help.send')).click();
  await expect(unsent(wang, 1)).toBeVisible();
  await wang.link(wang.p('unsent_count')).click();
  await expect(wang.title()).toHaveText(wang.w('phone_title'));
  await linli.up();
  // Unless it was quicker by itself.
  await wang.button(wang.w('phone_send_now')).click({ timeout: patience(3) }).catch(() => undefined);
  await expect(wang.page.getByText(wang.w('phone_unsent_none'))).toBeVisible();
  await wang.go('/mine');
  await expect(wang.link(/电梯停了/)).toHaveCount(1);
});

test('offline: the page is killed right after pressing; the thing is kept', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/help/ask');
  await wang.installed();
  await wang.synced();
  await wang.page.getByLabel(wang.w('help.what')).fill('钥匙忘带了');
  await wang.setOffline(true);
  await wang.page.evaluate(() => {
    // No frame is painted any more from the press on.
    window.requestAnimationFrame = () => 0;
  });
  await wang.button(wang.w('help.send')).click({ noWaitAfter: true });
  await wang.page.waitForFunction(
    async (text) => {
      const names = (await indexedDB.databases()).map((it) => it.name ?? '').filter((it) => it.startsWith('linli-'));
      const ledger = await new Promise<string>((done, failed) => {
        const opening = indexedDB.open(names[0] ?? '');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction('ledger').objectStore('ledger').get('ledger');
          asked.onsuccess = () => done(String(asked.result));
        };
      });
      return ledger.includes(text);
    },
    '钥匙忘带了',
    { polling: 5 },
  );
  await wang.reopen('/mine');
  await expect(wang.link(/钥匙忘带了/)).toHaveCount(1);
  await expect(wang.link(/钥匙忘带了/)).toContainText(wang.w('unsent'));
  await expect(unsent(wang, 1)).toBeVisible();
  await wang.setOffline(false);
  await expect(unsent(wang, 1)).toHaveCount(0);
  await wang.go('/mine');
  await expect(wang.link(/钥匙忘带了/)).toHaveCount(1);
});

test('offline: a newer build comes while something waits; one press, nothing lost', async ({ people, linli }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/help/ask');
  await wang.installed();
  await wang.synced();
  wang.forgive(/net::ERR_|status of 50[234]/);
  await linli.down();
  await wang.page.getByLabel(wang.w('help.what')).fill('暖气不热');
  await wang.button(wang.w('help.send')).click();
  await expect(unsent(wang, 1)).toBeVisible();
  // Nothing may go out before the newer build runs.
  await wang.page.route('**/api/sync/**', (route) => route.abort('connectionfailed'));
  await linli.up(linli.newerSite());
  await wang.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await expect(wang.page.getByText(wang.w('update_ready'))).toBeVisible();
  await expect(unsent(wang, 1)).toBeVisible();
  await wang.page.unroute('**/api/sync/**');
  const loaded = wang.page.waitForEvent('load');
  await wang.button(wang.w('update_now')).click();
  await loaded;
  await wang.ready();
  expect(await wang.page.evaluate(() => caches.keys())).toEqual(['linli-newer']);
  await wang.go('/mine');
  await expect(wang.link(/暖气不热/)).toHaveCount(1);
  await expect(unsent(wang, 1)).toHaveCount(0);
});

test('offline: signing out asks about what is not sent, then clears the phone', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/help/ask');
  await wang.installed();
  await wang.synced();
  wang.forgive(/net::ERR_/);
  await wang.page.route('**/api/sync/**', (route) => route.abort('connectionfailed'));
  await wang.page.getByLabel(wang.w('help.what')).fill('不想让别人看到的话');
  await wang.button(wang.w('help.send')).click();
  await expect(unsent(wang, 1)).toBeVisible();
  await wang.page.locator('.main-nav').getByRole('link', { name: wang.w('nav_me'), exact: true }).click();
  await wang.button(wang.w('sign_out')).click();
  await expect(wang.page.getByText(wang.w('leave_title'))).toBeVisible();
  await wang.button(wang.w('leave_anyway')).click();
  await wang.page.waitForURL(/\/sign-in/);
  await wang.ready();
  const left = await wang.page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map((it) => it.name),
    local: Object.keys(localStorage).filter((it) => /account|draft|kept/.test(it)),
  }));
  expect(left).toEqual({ databases: [], local: [] });
});

test('offline: what somebody has not sent waits while another comes and signs out', async ({ people }) => {
  const person = await people.come('wang');
  person.forgive(/net::ERR_/);
  await person.go('/help/ask');
  await person.synced();
  await person.page.route('**/api/sync/v1/push*', (route) => route.abort('connectionfailed'));
  await person.page.getByLabel(person.w('help.what')).fill('王家的水管漏了');
  await person.button(person.w('help.send')).click();
  await expect(unsent(person, 1)).toBeVisible();
  await person.signIn('chen');
  await person.go('/me');
  await person.synced();
  await person.button(person.w('sign_out')).click();
  await person.page.waitForURL(/\/sign-in/);
  await person.page.unroute('**/api/sync/v1/push*');
  await person.signIn('wang');
  await person.go('/mine');
  await expect(person.link(/王家的水管漏了/)).toHaveCount(1);
  await expect(unsent(person, 1)).toHaveCount(0);
});

test('offline: no slip promises what is not sent', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/rooms?day=2026-12-08');
  await entry(wang, CHESS).getByRole('link', { name: wang.w('rooms.all_times') }).click();
  await wang.installed();
  await wang.synced();
  await wang.setOffline(true);
  const path = await takeRoom(wang, 0, '下棋');
  await expect(unsent(wang, 1)).toBeVisible();
  await expect(wang.link(wang.w('bookings.slip_door'))).toHaveCount(0);
  await wang.go(`${path}/slip`);
  await expect(wang.page.getByText(wang.w('bookings.slip_unsent'))).toBeVisible();
  await expect(wang.page.locator('.slip')).toHaveCount(0);
  await wang.setOffline(false);
  await expect(wang.page.locator('.slip')).toContainText(wang.w('state.Confirmed'));
});

test('offline: signed in, and nothing fetched yet', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/mine');
  await wang.installed();
  await wang.synced();
  await clearRows(wang);
  await wang.setOffline(true);
  await wang.reopen('/mine');
  await expect(wang.page.getByText(wang.w('not_fetched'))).toBeVisible();
  await expect(wang.page.getByText(wang.w('hidden_about'))).toHaveCount(0);
  await wang.setOffline(false);
  await expect(wang.title()).toHaveText(wang.w('mine_title'));
});

test('offline: storage that the browser has cleared is filled anew, and the person is told', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/mine');
  await wang.synced();
  await clearRows(wang);
  await wang.go('/mine');
  await expect(wang.page.getByText(wang.w('trouble.Cleared'))).toBeVisible();
  await wang.synced();
  await wang.button(wang.w('seen')).click();
  await expect(wang.page.getByText(wang.w('trouble.Cleared'))).toHaveCount(0);
});

/** From here on the browser has no room for anything. */
async function fill(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
}

test('offline: a phone without room and network says so, keeps what was typed, and shows the telephone when it is urgent', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  await wang.synced();
  await wang.setOffline(true);
  await wang.page.getByLabel(wang.w('help.what')).fill('米袋太重');
  await fill(wang);
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.getByRole('alert')).toContainText(wang.w('not_kept'));
  await expect(wang.page.getByLabel(wang.w('help.what'))).toHaveValue('米袋太重');
  await expect(wang.page.getByText(wang.w('trouble.Full'))).toBeVisible();
  await wang.page.getByRole('radio', { name: new RegExp(`^${wang.w('help.urgency.Urgent')}`) }).check({ force: true });
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.getByRole('alertdialog').locator('a[href^="tel:"]').first()).toBeVisible();
});

test('offline: a phone without room sends what it cannot keep, when there is a network', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  await wang.synced();
  await wang.page.getByLabel(wang.w('help.what')).fill('米袋太重');
  await fill(wang);
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page).toHaveURL(/\/help\/[0-9a-f-]{36}/);
  await expect(wang.page.getByText('米袋太重').first()).toBeVisible();
  await wang.go('/help/ask');
  await expect(wang.page.getByLabel(wang.w('help.what'))).toHaveValue('');
});

test('offline: a permission that was taken back takes its rows with it', async ({ people, linli }) => {
  const family = await people.come('family');
  await family.go('/mine');
  await family.synced();
  const before = await family.page.getByRole('listitem').filter({ hasText: WHO.wang.called }).count();
  expect(before).toBeGreaterThan(0);
  await family.setOffline(true);
  await family.reopen('about:blank').catch(() => undefined);
  linli.sql('DELETE FROM member_grant');
  await family.setOffline(false);
  await family.go('/mine');
  await family.synced();
  await expect(family.page.getByText(WHO.wang.called)).toHaveCount(0);
  const kept = await family.page.evaluate(async () => {
    const names = (await indexedDB.databases()).map((it) => it.name ?? '').filter((it) => it.startsWith('linli-'));
    return new Promise<string[]>((done) => {
      const opening = indexedDB.open(names[0] ?? '');
      opening.onsuccess = () => {
        const asked = opening.result.transaction('buckets').objectStore('buckets').getAll();
        asked.onsuccess = () => done(asked.result as string[]);
      };
    });
  });
  expect(kept.filter((it) => it.includes(WHO.wang.called))).toEqual([]);
});

test('offline: rows as an older build kept them are still there', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.go('/mine');
  await wang.installed();
  await wang.synced();
  const before = await wang.page.getByRole('main').getByRole('link').count();
  expect(before).toBeGreaterThan(0);
  await wang.setOffline(true);
  const moved = await wang.page.evaluate(async () => {
    const names = (await indexedDB.databases()).map((it) => it.name ?? '').filter((it) => it.startsWith('linli-'));
    return new Promise<number>((done) => {
      const opening = indexedDB.open(names[0] ?? '');
      opening.onsuccess = () => {
        const tx = opening.result.transaction(['buckets', 'rows'], 'readwrite');
        let moved = 0;
        const asked = tx.objectStore('buckets').getAll();
        asked.onsuccess = () => {
          for (const line of (asked.result as string[]).flatMap((it) => it.trimEnd().split('\n'))) {
            const [name, row] = line.split('\t');
            tx.objectStore('rows').put(row, name);
            moved += 1;
          }
          tx.objectStore('buckets').clear();
        };
        tx.oncomplete = () => (opening.result.close(), done(moved));
      };
    });
  });
  expect(moved).toBeGreaterThan(before);
  await wang.reopen('/mine');
  await expect(wang.page.getByRole('main').getByRole('link')).toHaveCount(before);
});

test('offline: a half-filled form survives a reload', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  await wang.page.getByLabel(wang.w('help.what')).fill('窗户关不上，风很');
  await wang.go('/');
  await wang.go('/help/ask');
  await expect(wang.page.getByLabel(wang.w('help.what'))).toHaveValue('窗户关不上，风很');
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.getByText(wang.w('help.sent'))).toBeVisible();
  await wang.go('/help/ask');
  await expect(wang.page.getByLabel(wang.w('help.what'))).toHaveValue('');
});

test('offline: a half-filled form is of one person and for one person', async ({ people }) => {
  const family = await people.come('family');
  await family.go('/help/ask');
  const whom = family.page.getByRole('navigation', { name: family.w('help.whom') }).getByRole('link');
  await whom.nth(0).click();
  const what = family.page.getByLabel(family.w('help.what'));
  await what.fill('妈妈要的轮椅');
  await whom.nth(1).click();
  await expect(what).toHaveValue('');
  await whom.nth(0).click();
  await expect(what).toHaveValue('妈妈要的轮椅');
  const path = family.page.url();
  // Somebody else signs in at this phone, without a word of goodbye.
  await family.signIn('clerk');
  await family.go(path);
  await expect(what).toHaveValue('');
  expect(await family.page.evaluate(() => JSON.stringify(localStorage))).not.toContain('轮椅');
});

test('offline: a phone of staff that was away for days says so, and comes back', async ({ people, linli }) => {
  const carer = await people.come('carer', { worker: true });
  await carer.go('/work');
  await carer.installed();
  await carer.synced();
  await carer.setOffline(true);
  await people.move(new Date(linli.now().getTime() + 80 * 3_600_000));
  for (const path of ['/work', '/work/week', '/mine']) {
    await carer.reopen(path);
    await expect(carer.page.getByText(carer.w('hidden_about'))).toBeVisible();
    await expect(carer.page.getByText(carer.w('care.work_no_role'))).toHaveCount(0);
  }
  await carer.reopen('/work/week');
  await carer.setOffline(false);
  await expect(carer.title()).toHaveText(carer.w('care.work_week_title'));
});

test('offline: what a caregiver did and was refused later says whose visit it was, and leads there', async ({ people }) => {
  const wang = await people.come('wang');
  const { carer } = await chooseCare(wang, 'service.Visit', { carers: [WHO.carer.name, WHO.carer2.name], day: 2 });
  await wang.button(wang.w('care.book')).click();
  await wang.page.waitForURL(/\/mine\//);
  const id = new URL(wang.page.url()).pathname.split('/').pop() ?? '';
  const li = await people.come(carer === WHO.carer.name ? 'carer' : 'carer2');
  await li.go(`/work/${id}`);
  await li.synced();
  await li.setOffline(true);
  await li.button(li.w('care.visit_accept')).click();
  await expect(unsent(li, 1)).toBeVisible();
  await wang.page.locator('summary').filter({ hasText: wang.w('bookings.cancel_booking') }).click();
  await wang.page.getByLabel(wang.w('bookings.cancel_reason')).fill('不用了');
  await wang.button(wang.w('bookings.cancel_yes')).click();
  await expect(wang.page.getByText(wang.w('state.Cancelled')).first()).toBeVisible();
  await li.setOffline(false);
  const refusal = li.page.getByRole('alert');
  await expect(refusal).toContainText(WHO.wang.called);
  await expect(refusal).toContainText(li.w('service.Visit'));
  await expect(refusal.getByRole('link', { name: li.w('details') })).toHaveAttribute('href', `/work/${id}`);
  await refusal.getByRole('button', { name: li.w('seen') }).click();
  await expect(refusal).toHaveCount(0);
});

test('offline: something urgent that does not go out says: call', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/help/ask');
  await wang.synced();
  await wang.setOffline(true);
  await wang.page.getByLabel(wang.w('help.what')).fill('摔倒了，起不来');
  await wang.page.getByRole('radio', { name: new RegExp(`^${wang.w('help.urgency.Urgent')}`) }).check({ force: true });
  await wang.button(wang.w('help.send')).click();
  await expect(unsent(wang, 1)).toBeVisible();
  const alarm = wang.page.getByRole('alertdialog');
  await expect(alarm).toContainText(wang.w('call_title'), { timeout: patience(20) });
  await expect(alarm.getByRole('link').first()).toHaveAttribute('href', 'tel:120');
  await alarm.getByRole('button', { name: wang.w('call_close') }).click();
  await expect(alarm).toHaveCount(0);
  await wang.setOffline(false);
  await expect(unsent(wang, 1)).toHaveCount(0);
});

test('offline: another tab of the same phone shows what one of them did', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/mine');
  await wang.synced();
  const other = await wang.page.context().newPage();
  await other.goto('/help/ask');
  await expect(other.locator('html[data-live]')).toBeAttached();
  await wang.setOffline(true);
  await other.getByLabel(wang.w('help.what')).fill('楼道灯坏了');
  await other.getByRole('button', { name: wang.w('help.send') }).click();
  await expect(wang.link(/楼道灯坏了/)).toHaveCount(1);
  await expect(unsent(wang, 1)).toBeVisible();
  await wang.setOffline(false);
  await expect(unsent(wang, 1)).toHaveCount(0);
});

/** Asks for something without a network in a tab of its own, which is closed at once. */
async function askInAnotherTab(wang: Person, what: string, before?: (other: Page) => Promise<void>): Promise<void> {
  const other = await wang.page.context().newPage();
  await other.goto('/help/ask');
  await expect(other.locator('html[data-synced]')).toBeAttached();
  await wang.setOffline(true);
  await before?.(other);
  await other.getByLabel(wang.w('help.what')).fill(what);
  await other.getByRole('button', { name: wang.w('help.send') }).click();
  await expect(other.getByRole('heading', { name: what })).toBeVisible();
  await other.close();
}

test('offline: however often another tab says that something changed, it is read a few times', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/mine');
  await wang.synced();
  await wang.page.evaluate(() => {
    const read = IDBObjectStore.prototype.getAll;
    Object.assign(globalThis, { reads: 0 });
    IDBObjectStore.prototype.getAll = function (...args) {
      (globalThis as unknown as { reads: number }).reads += 1;
      return read.apply(this, args);
    };
  });
  await askInAnotherTab(wang, '楼道灯又坏了', (other) =>
    other.evaluate(() => {
      const channel = new BroadcastChannel('linli');
      for (let told = 0; told < 500; told += 1) channel.postMessage('changed');
    }),
  );
  await expect(wang.link(/楼道灯又坏了/)).toHaveCount(1);
  expect(await wang.page.evaluate(() => (globalThis as unknown as { reads: number }).reads)).toBeLessThan(100);
});

test('offline: storage that is late a few times is read again for what another tab did', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/mine');
  await wang.synced();
  await wang.page.evaluate(() => {
    const begin = IDBDatabase.prototype.transaction;
    let fails = 3;
    IDBDatabase.prototype.transaction = function (...args) {
      fails -= 1;
      if (fails >= 0) throw new DOMException('busy', 'UnknownError');
      return begin.apply(this, args);
    };
  });
  await askInAnotherTab(wang, '楼道灯还是坏的');
  await expect(wang.link(/楼道灯还是坏的/)).toHaveCount(1);
});

test('live: a newer answer that another tab’s older one has overtaken is asked for again', async ({ people }) => {
  const wang = await people.come('wang');
  const chen = await people.come('chen');
  // The first of his tabs is the one that the server tells of changes.
  await chen.go('/help/neighbours');
  await chen.synced();
  const other = await chen.page.context().newPage();
  await other.goto('/help/neighbours');
  await expect(other.locator('html[data-synced]')).toBeAttached();
  /** Fetches the next pull of a page at once, and hands it over when told to. */
  const holdPull = async (page: Page) => {
    let hand = () => {};
    const told = new Promise<void>((resolve) => { hand = resolve; });
    const fetched = new Promise<void>((resolve) => {
      void page.route('**/api/sync/v1/pull*', async (route) => {
        const response = await route.fetch();
        resolve();
        await told;
        await route.fulfill({ response });
      }, { times: 1 });
    });
    return { fetched, hand };
  };
  const older = await holdPull(other);
  await other.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await older.fetched;
  const newer = await holdPull(chen.page);
  const what = '想请人帮忙抬沙发';
  await ask(wang, what, { answerer: 'Neighbour' });
  await newer.fetched;
  await chen.page.evaluate(() => {
    const told = new Promise((resolve) => { new BroadcastChannel('linli').onmessage = resolve; });
    Object.assign(globalThis, { told });
  });
  older.hand();
  await chen.page.evaluate(async () => void (await (globalThis as unknown as { told: Promise<unknown> }).told));
  await other.close();
  newer.hand();
  await expect(entry(chen, what)).toHaveCount(1);
});

test('live: what one does, others see on their open pages', async ({ people }) => {
  const wang = await people.come('wang');
  const chen = await people.come('chen');
  await chen.go('/help/neighbours');
  await chen.synced();
  const what = '想请人帮忙换灯泡';
  await ask(wang, what, { answerer: 'Neighbour' });
  await expect(entry(chen, what)).toHaveCount(1);
  await entry(chen, what).getByRole('button', { name: chen.w('help.take') }).click();
  await expect(wang.page.getByText(wang.w('stage.Assigned')).first()).toBeVisible();
});

test('offline: this phone tells how it stands', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.go('/me');
  await wang.link(new RegExp(wang.w('phone_title'))).click();
  await expect(wang.title()).toHaveText(wang.w('phone_title'));
  await expect(wang.page.getByText(wang.w('phone_unsent_none'))).toBeVisible();
  await expect(wang.page.getByText(/\d+ (B|KB|MB)/)).toBeVisible();
  await wang.button(wang.w('phone_report')).click();
  await expect(wang.page.getByText(wang.p('phone_reported'))).toBeVisible();
});

test('a_day_that_is_over_is_said_and_the_network_is_not_waited_for', async ({ people }) => {
  const wang = await people.sit('wang');
  wang.forgive(/status of 429/);
  await wang.go('/help/ask');
  await wang.synced();
  await wang.page.route('**/api/sync/v1/push*', (route) =>
    route.fulfill({ status: 429, headers: { 'Retry-After': '3600' }, json: { code: 'day_over', limit: 200, seconds: 3600 } }),
  );
  await wang.page.getByLabel(wang.w('help.what')).fill('今天第二百零一件');
  await wang.button(wang.w('help.send')).click();
  await expect(wang.page.getByText(wang.w('trouble.DayOver'))).toBeVisible();
  await expect(wang.page.getByText(wang.w('unsent'), { exact: true }).first()).toBeVisible();
  await expect(wang.page.getByText(wang.w('unsent_about'))).toHaveCount(0);
  await wang.link(wang.p('unsent_count')).click();
  await expect(wang.title()).toHaveText(wang.w('phone_title'));
  await expect(wang.button(wang.w('phone_send_now'))).toBeVisible();
  await expect(wang.page.getByText(wang.w('unsent_about'))).toHaveCount(0);
  // There is room again.
  await wang.page.unroute('**/api/sync/v1/push*');
  await wang.button(wang.w('phone_send_now')).click();
  await expect(wang.link(wang.p('unsent_count'))).toHaveCount(0);
  await expect(wang.page.getByText(wang.w('trouble.DayOver'))).toHaveCount(0);
});
