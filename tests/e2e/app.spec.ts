// What a phone needs to put linli on its home screen.
import { type Look, expect, test } from './support/test.ts';

interface Manifest {
  name: string;
  short_name: string;
  start_url: string;
  scope?: string;
  display: string;
  lang: string;
  theme_color: string;
  background_color: string;
  icons: { src: string; sizes: string; type?: string; purpose?: string }[];
}

test('app: the manifest is linked and complete, its icons have the sizes that they say', async ({ people }) => {
  const visitor = await people.open();
  const { page } = visitor;
  await visitor.go('/');
  const address = await page.locator('link[rel=manifest]').getAttribute('href');
  const answer = await page.request.get(address ?? '');
  expect(answer.headers()['content-type']).toMatch(/^application\/manifest\+json/);
  const manifest = (await answer.json()) as Manifest;
  for (const field of ['name', 'short_name', 'start_url', 'lang', 'theme_color', 'background_color'] as const) {
    expect(manifest[field], field).toBeTruthy();
  }
  expect(['standalone', 'fullscreen', 'minimal-ui']).toContain(manifest.display);
  expect(manifest.short_name.length).toBeLessThanOrEqual(12);
  expect((await page.request.get(manifest.start_url)).status()).toBe(200);
  const sizes: string[] = [];
  for (const icon of manifest.icons) {
    const loaded = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, icon.src);
    sizes.push(icon.sizes);
    if (icon.sizes !== 'any') expect(loaded, icon.src).toBe(icon.sizes);
  }
  expect(sizes).toEqual(expect.arrayContaining(['192x192', '512x512']));
  expect(manifest.icons.some((it) => (it.purpose ?? '').includes('maskable'))).toBe(true);
  for (const rel of ['icon', 'apple-touch-icon']) {
    const href = await page.locator(`link[rel="${rel}"]`).first().getAttribute('href');
    expect((await page.request.get(href ?? '')).status(), rel).toBe(200);
  }
});

test('app: the browser finds nothing that keeps it from being installed', async ({ people }) => {
  const visitor = await people.open();
  await visitor.go('/');
  const session = await visitor.page.context().newCDPSession(visitor.page);
  const found = (await session.send('Page.getAppManifest')) as { errors: { message: string; critical: number }[] };
  expect(found.errors).toEqual([]);
  const errors = (await session.send('Page.getInstallabilityErrors')) as { installabilityErrors: { errorId: string }[] };
  // Test browsers are private windows, which install nothing whatever the site does.
  expect(errors.installabilityErrors.map((it) => it.errorId).filter((it) => it !== 'in-incognito')).toEqual([]);
});

test('app: the service worker can be fetched and may control every page', async ({ people }) => {
  const visitor = await people.open({ worker: true });
  await visitor.go('/');
  const answer = await visitor.page.request.get('/sw.js');
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-type']).toMatch(/javascript/);
  expect(answer.headers()['cache-control']).toMatch(/no-cache|no-store|max-age=0/);
  const scope = await visitor.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    return new URL(registration.scope).pathname;
  });
  expect(scope).toBe('/');
  // Under it the pages come as before.
  await visitor.go('/sign-in');
  await expect(visitor.title()).toHaveText(visitor.w('sign_in_title'));
});

test('app: every file that a page names comes, once, and stays in the cache', async ({ people }) => {
  const visitor = await people.open();
  const answers: { url: string; status: number; cache: string }[] = [];
  visitor.page.on('response', (it) => {
    if (/\/pkg\//.test(it.url())) answers.push({ url: it.url(), status: it.status(), cache: it.headers()['cache-control'] ?? '' });
  });
  await visitor.go('/');
  expect(answers.length).toBeGreaterThan(2);
  for (const it of answers) {
    expect(it.status, it.url).toBe(200);
    expect(it.cache, it.url).toContain('immutable');
  }
  expect(new Set(answers.map((it) => it.url)).size).toBe(answers.length);
});

for (const look of [{ lang: 'zh' }, { lang: 'en' }, { lang: 'zh', elder: true }] satisfies Look[]) {
  test(`app: the first screen stands on one small phone as a whole (${JSON.stringify(look)})`, async ({ people }) => {
    const wang = await people.come('wang', look);
    const { page } = wang;
    const call = wang.link(wang.w('emergency'));
    const [end, bar] = await Promise.all([call.boundingBox(), page.getByRole('navigation').last().boundingBox()]);
    expect((end?.y ?? 0) + (end?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
    // In the usual mode what is seldom wanted may stand below it.
    if (look.elder) expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(800);
  });
}
