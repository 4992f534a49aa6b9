// How long people wait on a cheap phone: a processor slowed four times. Figures, never asserted.
import { patience } from '../support/pace.ts';
import { type Person, expect, test } from '../support/test.ts';
import { clearRows } from '../support/steps.ts';
import { SLOWED, ask, row, slow } from './figures.ts';

const ROUNDS = 9;

/** Milliseconds from the start of the page until its heading is painted. */
async function untilContent(person: Person, path: string): Promise<number> {
  await person.page.addInitScript(() => {
    const wide = globalThis as unknown as { content?: number };
    new MutationObserver(() => {
      if (wide.content !== undefined || !document.querySelector('main li, main .card')) return;
      wide.content = -1;
      requestAnimationFrame(() => setTimeout(() => (wide.content = performance.now())));
    }).observe(document, { childList: true, subtree: true });
  });
  await person.page.goto(path, { waitUntil: 'commit' });
  await person.page.waitForFunction(() => ((globalThis as unknown as { content?: number }).content ?? -1) > 0, undefined, { timeout: patience(60) });
  return person.page.evaluate(() => (globalThis as unknown as { content: number }).content);
}

test('a phone', async ({ people }) => {
  console.log(`\nphone: Chromium, processor slowed ${SLOWED} times, ${ROUNDS} rounds`);
  const carer = await people.come('carer', { worker: true });
  await carer.go('/work');
  await carer.installed();
  await carer.synced();
  await carer.setOffline(true);
  const context = carer.page.context();
  const cold: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await carer.page.close();
    carer.page = await context.newPage();
    await slow(carer);
    cold.push(await untilContent(carer, '/work'));
  }
  row('cold start without a network, to the visits of today', cold, 2_000);
  await carer.setOffline(false);

  const wang = await people.come('wang', { worker: true });
  await wang.go('/help/ask');
  await wang.installed();
  await wang.synced();
  await wang.setOffline(true);
  await slow(wang);
  const painted: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await wang.link(wang.w('nav_home')).first().click();
    await wang.link(wang.w('help.door')).click();
    await wang.page.getByLabel(wang.w('help.what')).fill(`第 ${round} 件事`);
    await wang.page.evaluate(() => {
      const wide = globalThis as unknown as { pressed: number; painted?: number | undefined; before: string };
      wide.painted = undefined;
      const line = () => document.querySelector('a.phone-line')?.textContent ?? '';
      wide.before = line();
      document.addEventListener('submit', () => (wide.pressed = performance.now()), { capture: true, once: true });
      const seen = new MutationObserver(() => {
        if (line() === wide.before) return;
        seen.disconnect();
        requestAnimationFrame(() => setTimeout(() => (wide.painted = performance.now() - wide.pressed)));
      });
      seen.observe(document, { childList: true, subtree: true, characterData: true });
    });
    await wang.button(wang.w('help.send')).click();
    await wang.page.waitForFunction(() => (globalThis as unknown as { painted?: number }).painted !== undefined);
    painted.push(await wang.page.evaluate(() => (globalThis as unknown as { painted: number }).painted));
  }
  row('from the press of a button to “not sent” on the screen', painted, 100);
  await wang.setOffline(false);

  const first: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const clerk = await people.open();
    await clerk.signIn('clerk');
    await clearRows(clerk);
    await clerk.page.evaluate(() => localStorage.clear());
    await slow(clerk);
    const begun = Date.now();
    await clerk.go('/desk');
    await clerk.synced();
    first.push(Date.now() - begun);
    await clerk.page.context().close();
  }
  row('a desk’s first page and first sync, kept on the phone', first, 3_000);

  const chen = await people.come('chen');
  const wangs = await people.come('wang');
  await chen.go('/help/neighbours');
  await chen.synced();
  const told: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const what = `想请人搬花盆 ${round}`;
    await wangs.go('/help/ask');
    await wangs.page.getByLabel(wangs.w('help.what')).fill(what);
    await wangs.page.getByRole('radio', { name: new RegExp(`^${wangs.w('help.answerer.Neighbour')}`) }).check({ force: true });
    const seen = chen.page.getByText(what).first().waitFor({ timeout: patience(30) });
    const begun = Date.now();
    await wangs.button(wangs.w('help.send')).click();
    await seen;
    told.push(Date.now() - begun);
  }
  row('from the press of a button to another person’s open page', told, 1_000);
  expect(told).toHaveLength(ROUNDS);
});

/** How many rows the browser keeps. */
async function kept(person: Person): Promise<number> {
  return person.page.evaluate(async () => {
    const name = (await indexedDB.databases()).find((it) => it.name?.startsWith('linli-'))?.name ?? '';
    const database = await new Promise<IDBDatabase>((done) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
    });
    const asked = database.transaction('buckets').objectStore('buckets').getAll();
    return new Promise<number>((done) => {
      asked.onsuccess = () => {
        database.close();
        done((asked.result as string[]).reduce((sum, it) => sum + it.split('\n').length - 1, 0));
      };
    });
  });
}

test('a desk', async ({ people }) => {
  const rounds = 3;
  console.log(`\ndesk: Chromium, processor as it is, ${rounds} rounds`);
  const clerk = await people.come('clerk');
  await clerk.go('/me/phone');
  await clerk.synced();
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await kept(clerk);
    await clerk.setOffline(true);
    for (const name of ['wang', 'chen'] as const) {
      await ask(await people.come(name, { script: false }), 2_500);
    }
    const begun = Date.now();
    await clerk.setOffline(false);
    await expect.poll(() => kept(clerk), { intervals: [20], timeout: patience(60) }).toBeGreaterThanOrEqual(before + 10_000);
    took.push(Date.now() - begun);
  }
  row('catching up with 10,000 changes (5,000 requests and their stories)', took, 1_000);
});
