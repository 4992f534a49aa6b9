// A first visit and a long list on a cheap phone: a processor slowed four times, a slow network, nothing
// in any cache; the connection stands, since somebody has signed in. Measured, where Lighthouse computes.
// Figures, never asserted.
import { patience } from '../support/pace.ts';
import { type Name, type Person, expect, test } from '../support/test.ts';
import { SLOWED, ask, row, slow } from './figures.ts';

const ROUNDS = 5;
/** 1.6 Mbit/s down, half of it up, 150 ms there and back. */
const NETWORK = { offline: false, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, latency: 150 };

interface Visit {
  painted: number;
  live: number;
  tapped: number;
}

async function visit(person: Person, path: string, link: string): Promise<Visit> {
  const session = await slow(person);
  await session.send('Network.enable');
  // Signing in has fetched the module already.
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await person.page.addInitScript(() => {
    const wide = globalThis as unknown as { largest: number; live?: number; tapped?: number };
    new PerformanceObserver((list) => (wide.largest = list.getEntries().at(-1)?.startTime ?? 0)).observe({ type: 'largest-contentful-paint', buffered: true });
    new MutationObserver(() => {
      if (wide.live === undefined && document.documentElement.dataset.live) wide.live = performance.now();
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-live'] });
    // From when the browser had it, not from when the page got round to it.
    document.addEventListener('click', ({ timeStamp }) => {
      requestAnimationFrame(() => setTimeout(() => (wide.tapped = performance.now() - timeStamp)));
    }, { capture: true });
  });
  await person.page.goto(path);
  await person.page.waitForFunction(() => (globalThis as unknown as { live?: number }).live !== undefined);
  await person.synced();
  const [painted, live] = await person.page.evaluate(() => {
    const { largest, live } = globalThis as unknown as { largest: number; live: number };
    return [largest, live] as const;
  });
  await person.link(link).first().click();
  await person.page.waitForFunction(() => (globalThis as unknown as { tapped?: number }).tapped !== undefined);
  const tapped = await person.page.evaluate(() => (globalThis as unknown as { tapped: number }).tapped);
  return { painted, live, tapped };
}

test('a first visit', async ({ people }) => {
  console.log(`\nfirst visit: Chromium, processor slowed ${SLOWED} times, 1.6 Mbit/s, 150 ms, empty cache, ${ROUNDS} rounds`);
  const pages: [string, Name, string][] = [['/', 'wang', 'care.door'], ['/work', 'carer', 'nav_messages']];
  for (const [path, who, link] of pages) {
    const visits: Visit[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const person = await people.come(who);
      visits.push(await visit(person, path, person.w(link)));
      await person.page.context().close();
    }
    row(`${path}: largest paint`, visits.map((it) => it.painted), 1_500);
    row(`${path}: until the page answers by itself`, visits.map((it) => it.live), 4_000);
    row(`${path}: from a tap on a link to the next frame`, visits.map((it) => it.tapped), 100);
  }
});

test('a long list', async ({ people }) => {
  console.log(`\nlong list: Chromium, processor slowed ${SLOWED} times, 500 requests on one page`);
  const wang = await people.come('wang');
  for (let n = 0; n < 10; n++) await ask(wang, 50);
  await wang.go('/mine');
  await wang.synced();
  await expect.poll(() => wang.page.locator('main a[href^="/help/"]').count(), { timeout: patience(60) }).toBeGreaterThanOrEqual(500);
  await slow(wang);
  const frames = await wang.page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const times: number[] = [];
        let [before, left] = [performance.now(), 180];
        const next = (now: number) => {
          times.push(now - before);
          before = now;
          scrollBy(0, 60);
          if (left-- > 0) requestAnimationFrame(next);
          else done(times.slice(5));
        };
        requestAnimationFrame(next);
      }),
  );
  row('a frame while the list of 500 scrolls', frames, 17);
});
