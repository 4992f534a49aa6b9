// Two editions of the browser half: residents never load the pages of staff, and staff has them without a
// network.
import { type Person, WHO, expect, test } from './support/test.ts';

/** The two parts of the module that this page runs, as soon as both are there. */
async function modulesOf(person: Person): Promise<string[]> {
  const loaded = () =>
    person.page.evaluate(() => {
      const names = performance.getEntriesByType('resource').map((it) => new URL(it.name).pathname);
      return [...new Set(names.filter((it) => it.endsWith('.wasm')))].sort();
    });
  await expect.poll(async () => (await loaded()).length).toBe(2);
  return loaded();
}

/** The modules that the service worker keeps on this phone. */
const kept = (person: Person) =>
  person.page.evaluate(async () => {
    const names = (await caches.keys()).filter((it) => it.startsWith('linli-'));
    const requests = await Promise.all(names.map(async (it) => (await caches.open(it)).keys()));
    return requests.flat().map((it) => new URL(it.url).pathname).filter((it) => it.endsWith('.wasm')).sort();
  });

test('editions: a resident loads and keeps none of the staff’s pages', async ({ people }) => {
  const carer = await people.come('carer');
  const forStaff = await modulesOf(carer);
  expect(await carer.edition()).toBe('/staff-sw.js');
  const wang = await people.open({ worker: true });
  const loaded = new Set<string>();
  wang.page.on('request', (it) => it.url().endsWith('.wasm') && loaded.add(new URL(it.url()).pathname));
  await wang.signIn('wang');
  for (const path of ['/', '/care/book', '/rooms', '/mine', '/me', '/search']) await wang.go(path);
  await wang.installed();
  const own = await modulesOf(wang);
  expect(own.filter((it) => forStaff.includes(it))).toEqual([]);
  expect([...loaded].sort()).toEqual(own);
  await expect.poll(() => kept(wang)).toEqual(own);
});

test('editions: a caregiver’s phone changes over by itself when they sign in, and back for a resident', async ({ people }) => {
  const phone = await people.open({ worker: true });
  await phone.go('/sign-in');
  await phone.installed();
  expect(await phone.edition()).toBe('/sw.js');
  await phone.signIn('carer');
  await phone.installed();
  expect(await phone.edition()).toBe('/staff-sw.js');
  await expect.poll(() => kept(phone)).toEqual(await modulesOf(phone));
  // Nothing for people to decide: no newer build is announced.
  await expect(phone.page.getByText(phone.w('update_ready'))).toHaveCount(0);
  await phone.synced();
  await phone.setOffline(true);
  await phone.reopen('/work/week');
  await expect(phone.title()).toHaveText(phone.w('care.work_week_title'));
  await phone.setOffline(false);
  await phone.go('/me');
  await phone.button(phone.w('sign_out')).click();
  await phone.page.waitForURL(/\/sign-in/);
  await phone.signIn('chen');
  await phone.installed();
  expect(await phone.edition()).toBe('/sw.js');
  await expect.poll(() => kept(phone)).toEqual(await modulesOf(phone));
});

test('editions: whose work began while a page was open gets the other one by going there', async ({ people, linli }) => {
  const chen = await people.come('chen');
  await chen.go('/');
  linli.sql(`UPDATE member SET roles = (SELECT roles FROM member WHERE name = '${WHO.keeper.name}') WHERE name = '${WHO.chen.name}'`);
  // The link that the page has as soon as the role has come.
  await chen.page.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: '/desk/rooms?day=2026-12-01', textContent: 'desk' });
    document.querySelector('main')?.prepend(link);
  });
  await chen.link(/^desk$/).click();
  await expect(chen.title()).toHaveText(chen.w('staff_edition_title'));
  await chen.link(chen.w('staff_edition_open')).click();
  await expect(chen.page).toHaveURL(/\/desk\/rooms\?day=2026-12-01$/);
  // The server asks the database for roles every few seconds.
  chen.forgive(/status of 403/);
  await expect(async () => {
    await chen.go('/desk/rooms?day=2026-12-01');
    expect(await chen.edition()).toBe('/staff-sw.js');
  }).toPass();
  await expect(chen.title()).toHaveText(chen.w('rooms.desk_rooms_title'));
});
