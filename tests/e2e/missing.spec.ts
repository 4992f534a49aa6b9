// What if it is missing: each part of a browser that linli uses is taken away, before the first page and in the
// middle of the work. The page reads, its form goes through, and what cannot be kept is said.
import type { BrowserContext, Request } from '@playwright/test';
import { patience } from './support/pace.ts';
import { type Person, WHO, expect, test } from './support/test.ts';

interface Part {
  /** Names the test. */
  name: string;
  take: () => void;
  /** The words that say what is not kept. */
  said?: string;
}

const PARTS: Part[] = [
  { name: 'b01_without_AbortSignal_timeout', take: () => Reflect.deleteProperty(AbortSignal, 'timeout') },
  {
    name: 'b02_without_IndexedDB',
    take: () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true }),
    said: 'trouble.NotKept',
  },
  {
    name: 'b02_IndexedDB_that_is_refused',
    take: () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('refused', 'SecurityError');
      };
    },
    said: 'trouble.NotKept',
  },
  {
    name: 'b02_IndexedDB_that_never_answers',
    take: () => {
      const silent = () => ({ addEventListener: () => undefined, removeEventListener: () => undefined }) as never;
      IDBFactory.prototype.open = silent;
      IDBObjectStore.prototype.get = silent;
    },
    said: 'trouble.NotKept',
  },
  {
    name: 'b02_IndexedDB_that_is_lost',
    take: () => {
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException('The database connection is closing.', 'InvalidStateError');
      };
    },
    said: 'trouble.NotKept',
  },
  {
    name: 'b02_storage_that_is_full',
    take: () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    },
    said: 'trouble.Full',
  },
  {
    name: 'b02_without_localStorage',
    take: () => {
      const refused = () => {
        throw new DOMException('refused', 'SecurityError');
      };
      Object.defineProperty(globalThis, 'localStorage', { get: refused, configurable: true });
    },
    said: 'trouble.NotKept',
  },
  {
    name: 'b14_plain_http_by_address',
    take: () => {
      Object.defineProperty(globalThis, 'caches', { value: undefined, configurable: true });
      Object.defineProperty(globalThis, 'BroadcastChannel', { value: undefined, configurable: true });
      for (const part of ['locks', 'serviceWorker', 'storage']) {
        Object.defineProperty(Navigator.prototype, part, { get: () => undefined, configurable: true });
      }
      Object.defineProperty(Crypto.prototype, 'randomUUID', { value: undefined, configurable: true });
    },
  },
  {
    name: 'b04_without_EventSource',
    take: () => Object.defineProperty(globalThis, 'EventSource', { value: undefined, configurable: true }),
  },
  {
    name: 'b02_locks_that_never_answer',
    take: () => {
      LockManager.prototype.request = () => new Promise(() => undefined);
    },
  },
  {
    name: 'without_voice_permissions_and_animation',
    take: () => {
      Object.defineProperty(globalThis, 'speechSynthesis', { value: undefined, configurable: true });
      Object.defineProperty(Navigator.prototype, 'permissions', { get: () => undefined, configurable: true });
      Object.defineProperty(globalThis, 'matchMedia', { value: undefined, configurable: true });
      navigator.storage.persist = () => Promise.reject(new Error('refused'));
      navigator.storage.estimate = () => Promise.reject(new Error('refused'));
    },
  },
  {
    name: 'b02_storage_that_does_not_say_what_it_holds',
    take: () => {
      for (const part of ['estimate', 'persist', 'persisted']) {
        Object.defineProperty(StorageManager.prototype, part, { value: () => new Promise(() => undefined), configurable: true });
      }
    },
  },
  {
    name: 'b15_without_cookies_of_scripts',
    take: () => Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => undefined, configurable: true }),
  },
];

/** Asks for help on the page that is open, and the server has it. */
async function asks(person: Person, what: string): Promise<void> {
  const { page } = person;
  await page.getByLabel(person.w('help.what')).fill(what);
  await person.button(person.w('help.send')).click();
  await page.waitForURL(/\/help\/[0-9a-f-]{36}/);
  await expect(page.getByText(what).first()).toBeVisible();
  await expect.poll(async () => (await page.request.get(page.url())).text(), 'at the server').toContain(what);
}

/** Whether somebody is signed in, as the server sees it. */
async function session(person: Person): Promise<number> {
  return (await person.page.context().request.get('/api/v1/session')).status();
}

/** Says yes to the first visit that waits for it on a caregiver's day, and the server has it. */
async function accepts(person: Person): Promise<void> {
  const { page } = person;
  const waits = page.locator('form').filter({ has: person.button(person.w('care.visit_accept')) });
  const id = await waits.first().locator('input[name=booking_id]').inputValue();
  // The list may be made anew meanwhile, from what the phone keeps.
  await waits.filter({ has: page.locator(`input[name=booking_id][value="${id}"]`) }).getByRole('button').click();
  const visit = async () => (await page.request.get(`/work/${id}`)).text();
  await expect.poll(async () => (await visit()).includes(person.w('state_you_will')), 'at the server').toBe(true);
}

for (const { name, take, said } of PARTS) {
  test(name, async ({ people }) => {
    // Somebody in the middle of the work, and then from the beginning.
    const wang = await people.sit('wang');
    await wang.go('/help/ask');
    await wang.synced();
    await wang.page.evaluate(take);
    await asks(wang, '中途没有了');
    await wang.page.context().addInitScript(take);
    await wang.go('/help/ask');
    if (said) await expect(wang.page.getByText(wang.w(said))).toBeVisible();
    await asks(wang, '一开始就没有');
    await wang.go('/mine');
    for (const what of ['中途没有了', '一开始就没有']) await expect(wang.link(new RegExp(what))).toHaveCount(1);

    // Somebody who works, whose phone must not keep what it knows of others.
    const carer = await people.sit('carer');
    // A page that has just been left may be asking for news.
    carer.forgive(/status of 401/);
    await carer.go('/work');
    await carer.synced();
    await carer.page.evaluate(take);
    await accepts(carer);
    await carer.page.context().addInitScript(take);
    await carer.go('/work');
    await expect(carer.title()).toBeVisible();
    if (said) await expect(carer.page.getByText(carer.w(said))).toBeVisible();
    await accepts(carer);
    await carer.go('/me');
    await carer.button(carer.w('sign_out')).click();
    await carer.page.waitForURL(/\/sign-in/);
    expect(await session(carer)).toBe(401);

    // Nobody yet.
    await carer.ready();
    await carer.page.getByLabel(carer.w('sign_in_phone')).fill('138 0000 0001');
    await carer.button(carer.w('sign_in_ask')).click();
    await expect(carer.title()).toHaveText(carer.w('sign_in_code_title'));
  });
}

/** The browser's databases never answer from the next page on. */
async function hang(person: Person): Promise<void> {
  await person.page.context().addInitScript(() => {
    IDBFactory.prototype.open = () => ({ addEventListener: () => undefined, removeEventListener: () => undefined }) as never;
  });
}

test('b02_the_app_opens_without_a_network_where_storage_never_answers', async ({ people }) => {
  const wang = await people.come('wang', { worker: true });
  await wang.installed();
  await wang.synced();
  await hang(wang);
  // Somebody else signs in at the phone: they need not wait for what the one before left.
  await wang.signIn('chen');
  await wang.go('/help/ask');
  await asks(wang, '别人的手机不开门');
  await wang.setOffline(true);
  await wang.reopen('/');
  await expect(wang.page.getByText(wang.w('trouble.NotKept'))).toBeVisible();
});

test('b02_b14_signing_out_ends_although_another_page_holds_the_database', async ({ people }) => {
  const wang = await people.sit('wang');
  wang.forgive(/status of 404/);
  await wang.go('/me');
  await wang.synced();
  const holder = await wang.page.context().newPage();
  await holder.goto('/icon.svg');
  await holder.evaluate(async () => {
    const [first] = (await indexedDB.databases()).filter((it) => it.name?.startsWith('linli-'));
    const opening = indexedDB.open(first?.name ?? '');
    await new Promise((done) => (opening.onsuccess = done));
    Object.assign(globalThis, { held: opening.result });
  });
  await wang.button(wang.w('sign_out')).click();
  await wang.page.waitForURL(/\/sign-in/);
  // What it holds is empty.
  const rows = await holder.evaluate(async () => {
    const { held } = globalThis as unknown as { held: IDBDatabase };
    const asked = held.transaction('buckets').objectStore('buckets').count();
    return new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  });
  expect(rows).toBe(0);
});

/** The streams of events that a browser has open. */
function streams(context: BrowserContext): Set<Request> {
  const open = new Set<Request>();
  context.on('request', (it) => it.url().endsWith('/api/sync/v1/events') && open.add(it));
  context.on('requestfinished', (it) => open.delete(it));
  context.on('requestfailed', (it) => open.delete(it));
  return open;
}

test('b04_a_browser_has_one_stream_for_all_its_pages', async ({ people }) => {
  const clerk = await people.sit('clerk');
  const context = clerk.page.context();
  const open = streams(context);
  await clerk.go('/desk');
  await clerk.synced();
  const others = [];
  for (let nth = 1; nth < 7; nth++) {
    const page = await context.newPage();
    await page.goto('/desk');
    await expect(page.locator('html[data-synced]')).toBeAttached();
    others.push(page);
  }
  await expect.poll(() => open.size).toBe(1);
  const pages = () => [...open].map((it) => it.frame().page());
  const [holder] = pages();
  // Nobody looks at it any more, and at another one again.
  const looks = (hidden: boolean) => {
    Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  await holder?.evaluate(looks, true);
  await expect.poll(() => pages().includes(holder as never)).toBe(false);
  const next = [clerk.page, ...others].find((it) => it !== holder);
  await next?.evaluate(looks, false);
  await expect.poll(() => pages()).toEqual([next]);
});

test('b15_signing_out_without_a_network_forgets_at_once_and_ends_the_session_later', async ({ people }) => {
  const carer = await people.sit('carer');
  carer.forgive(/status of 401/);
  await carer.go('/help/ask');
  await carer.synced();
  await carer.setOffline(true);
  await carer.page.getByLabel(carer.w('help.what')).fill('没发出的话');
  await carer.button(carer.w('help.send')).click();
  await expect(carer.link(carer.p('unsent_count', { count: '1' }))).toBeVisible();
  await carer.page.locator('.main-nav').getByRole('link', { name: carer.w('nav_me'), exact: true }).click();
  await carer.button(carer.w('sign_out')).click();
  await expect(carer.page.getByText(carer.w('leave_kept_about'))).toBeVisible();
  await carer.button(carer.w('leave_keep')).click();
  await expect(carer.page.getByText(carer.w('hidden_signed_out'))).toBeVisible();
  await expect(carer.link(carer.p('unsent_count', { count: '1' }))).toBeVisible();
  await expect(carer.page.locator('body')).not.toContainText(WHO.carer.called);
  const kept = await carer.page.evaluate(async () => {
    const [first] = (await indexedDB.databases()).filter((it) => it.name?.startsWith('linli-'));
    const opening = indexedDB.open(first?.name ?? '');
    await new Promise((done) => (opening.onsuccess = done));
    const read = (store: string) =>
      new Promise<string>((done) => {
        const asked = opening.result.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done((asked.result as string[]).join('\n'));
      });
    return { rows: await read('buckets'), ledger: await read('ledger') };
  });
  expect(kept.rows).toBe('');
  expect(kept.ledger).toContain('没发出的话');
  // With the network the session ends, and nothing goes out in the name of whoever has the phone now.
  await carer.setOffline(false);
  await expect.poll(() => carer.page.evaluate(() => document.cookie)).not.toContain('linli_left');
  expect(await session(carer)).toBe(401);
  // What waited goes out when the same person is back.
  await carer.signIn('carer');
  await carer.go('/mine');
  await carer.synced();
  await expect(carer.link(/没发出的话/)).toHaveCount(1);
  await expect(carer.link(carer.p('unsent_count'))).toHaveCount(0);
});

test('b15_a_server_that_is_slow_keeps_nobody_signed_in', async ({ people }) => {
  const carer = await people.sit('carer');
  carer.forgive(/net::ERR_/);
  await carer.go('/me');
  await carer.synced();
  let answer = () => {};
  const slow = new Promise<void>((done) => (answer = done));
  await carer.page.route('**/api/v1/session', async (route) => {
    await slow;
    await route.continue();
  });
  await carer.button(carer.w('sign_out')).click();
  await expect(carer.page.getByText(carer.w('hidden_signed_out'))).toBeVisible({ timeout: patience(5) });
  await expect(carer.page.locator('body')).not.toContainText(WHO.carer.called);
  answer();
  await carer.page.waitForURL(/\/sign-in/);
});

test('b22_half_a_syllable_of_pinyin_is_no_draft', async ({ people }) => {
  const wang = await people.sit('wang');
  await wang.go('/help/ask');
  const what = wang.page.getByLabel(wang.w('help.what'));
  await what.fill('要换');
  const keys = await wang.page.context().newCDPSession(wang.page);
  const drafts = () => wang.page.evaluate(() => JSON.stringify(localStorage));
  await what.press('End');
  await keys.send('Input.imeSetComposition', { text: 'dengpao', selectionStart: 7, selectionEnd: 7 });
  await expect(what).toHaveValue('要换dengpao');
  expect(await drafts()).toContain('要换');
  expect(await drafts()).not.toContain('dengpao');
  await keys.send('Input.insertText', { text: '灯泡' });
  await expect(what).toHaveValue('要换灯泡');
  await expect.poll(drafts).toContain('要换灯泡');
  await wang.go('/help/ask');
  await expect(what).toHaveValue('要换灯泡');
});
