// Pages in the phone's own voice. Headless browsers have none, so a stand-in speaks, one block when the
// test says so.
import { openRoom, takeRoom } from './support/steps.ts';
import { type Lang, type Page, expect, test } from './support/test.ts';

interface Said {
  text: string;
  lang: string;
}

interface Voice {
  said: Said[];
  cancelled: number;
  /** Ends, or breaks, the block that is being read. */
  finish: (error?: string) => void;
}

/** A voice that does as the real one: one utterance at a time, each with its end. */
async function giveVoice(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let speaking: SpeechSynthesisUtterance | null = null;
    const voice: Voice = {
      said: [],
      cancelled: 0,
      finish: (error) => {
        const done = speaking;
        speaking = null;
        if (error) done?.onerror?.(Object.assign(new Event('error'), { error }) as unknown as SpeechSynthesisErrorEvent);
        else done?.onend?.(new Event('end') as SpeechSynthesisEvent);
      },
    };
    const synthesis = {
      speak: (it: SpeechSynthesisUtterance) => {
        speaking = it;
        voice.said.push({ text: it.text, lang: it.lang });
      },
      cancel: () => {
        voice.cancelled += 1;
        const done = speaking;
        speaking = null;
        // Browsers tell this later, when something else may be read already.
        if (done) setTimeout(() => done.onerror?.(Object.assign(new Event('error'), { error: 'canceled' }) as unknown as SpeechSynthesisErrorEvent), 20);
      },
    };
    Object.defineProperty(globalThis, 'speechSynthesis', { value: synthesis, configurable: true });
    Object.assign(globalThis, { voice });
  });
}

const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as { voice: Voice }).voice.said);
const finish = (page: Page, error?: string) => page.evaluate((it) => (globalThis as unknown as { voice: Voice }).voice.finish(it), error);

const MARK = 'data-being-read';
const MARKED = `[${MARK}]`;

/** Reads from here to the end; what is said after the block that is being read. */
async function readOn(page: Page): Promise<string[]> {
  const before = (await heard(page)).length;
  const marked = page.locator(MARKED);
  for (let steps = 0; steps < 80 && (await marked.count()) > 0; steps++) {
    expect((await heard(page)).at(-1)?.text).toBe(await marked.evaluate((it) => (it as HTMLElement).innerText));
    await expect(marked).toBeInViewport();
    await finish(page);
  }
  await expect(marked).toHaveCount(0);
  return (await heard(page)).slice(before).map((it) => it.text);
}

for (const lang of ['zh', 'en'] satisfies Lang[]) {
  test(`read aloud: Home, block by block, each marked (${lang})`, async ({ people }) => {
    const wang = await people.come('wang', { lang });
    const { page } = wang;
    await giveVoice(page);
    await wang.go('/');
    await wang.button(wang.w('aloud')).click();
    const marked = page.locator(MARKED);
    await expect(marked).toHaveCount(1);
    await expect(wang.title()).toHaveAttribute(MARK);
    await expect(wang.button(wang.w('aloud_stop'))).toBeVisible();
    await readOn(page);
    await expect(wang.button(wang.w('aloud'))).toBeVisible();
    const said = await heard(page);
    expect(new Set(said.map((it) => it.lang))).toEqual(new Set([lang === 'zh' ? 'zh-CN' : 'en']));
    const words = said.map((it) => it.text).join('\n');
    for (const it of ['care.door', 'rooms.door', 'help.door', 'emergency']) expect(words).toContain(wang.w(it));
    expect(words, 'not of itself').not.toContain(wang.w('aloud_stop'));
    expect(said.length, 'nothing twice').toBe(new Set(said.map((it) => it.text)).size);
  });
}

for (const block of ['h2', '.chip span']) {
  test(`read aloud: a page that is drawn anew in the middle of it keeps its place (${block})`, async ({ people }) => {
    const wang = await people.come('wang');
    const { page } = wang;
    await wang.synced();
    await giveVoice(page);
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/sync/v1/pull*', async (route) => {
      await held;
      await route.continue();
    });
    await wang.go('/');
    // The whole of it, undisturbed.
    await wang.button(wang.w('aloud')).click();
    await expect(wang.title()).toHaveAttribute(MARK);
    await readOn(page);
    const all = (await heard(page)).map((it) => it.text);
    await wang.button(wang.w('aloud')).click();
    const reached = page.locator(`.next-card ${block}${MARKED}`);
    for (let steps = 0; steps < 20 && (await reached.count()) === 0; steps++) await finish(page);
    const words = await reached.innerText();
    answer();
    await wang.synced();
    await expect(reached).toHaveText(words);
    expect(await readOn(page), 'the rest').toEqual(all.slice(all.indexOf(words) + 1));
    await expect(wang.button(wang.w('aloud'))).toBeVisible();
  });
}

test('read aloud: of cards that say the same it stays with the one that it is at', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await giveVoice(page);
  await wang.go('/mine');
  await wang.synced();
  await wang.button(wang.w('aloud')).click();
  await expect(wang.title()).toHaveAttribute(MARK);
  const card = page.locator('li').filter({ has: page.locator(`.chip ${MARKED}`) });
  // The chip of the second card says what that of the first one says.
  const chips = page.locator('main .list').first().locator('.chip');
  expect(await chips.nth(1).innerText()).toBe(await chips.nth(0).innerText());
  const second = page.locator('main .list').first().locator('li').nth(1);
  const words = await second.innerText();
  for (let steps = 0; steps < 20 && (await second.locator(`.chip ${MARKED}`).count()) === 0; steps++) await finish(page);
  await expect(card).toHaveText(await second.innerText(), { useInnerText: true });

  const again = await people.come('wang');
  await openRoom(again, '棋牌室', 0);
  await takeRoom(again, 0, '下棋');
  await expect(page.locator('main .list').first()).toContainText('棋牌室');
  await expect(card).toHaveText(words, { useInnerText: true });
  const left = (await page.locator('main .list').first().locator('li').allInnerTexts()).join('\n').split(words)[1] ?? '';
  const next = (await readOn(page))[0] ?? '';
  expect(next).not.toBe('');
  expect(left.trim().startsWith(next), `${next} stands next`).toBe(true);
});

test('read aloud: stopped by its button and by another page, and begun anew', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await giveVoice(page);
  await wang.go('/');
  await wang.button(wang.w('aloud')).click();
  await finish(page);
  await wang.button(wang.w('aloud_stop')).click();
  await expect(page.locator(MARKED)).toHaveCount(0);
  await wang.button(wang.w('aloud')).click();
  await expect(wang.title()).toHaveAttribute(MARK);
  // What the first voice hears late is not for the second.
  await page.waitForTimeout(60);
  await expect(wang.title()).toHaveAttribute(MARK);
  await wang.link(wang.w('nav_mine')).click();
  await expect(wang.title()).toHaveText(wang.w('mine_title'));
  await expect(wang.button(wang.w('aloud'))).toBeVisible();
  const cancelled = await page.evaluate(() => (globalThis as unknown as { voice: Voice }).voice.cancelled);
  expect(cancelled).toBe(2);
});

test('read aloud: a phone that cannot speak says so', async ({ people }) => {
  const wang = await people.come('wang');
  const { page } = wang;
  await giveVoice(page);
  await wang.go('/');
  await wang.button(wang.w('aloud')).click();
  await finish(page, 'synthesis-unavailable');
  await expect(page.getByText(wang.w('aloud_missing'))).toBeVisible();
  await expect(wang.button(wang.w('aloud'))).toBeVisible();
});

test('read aloud: no button where there is no voice or no script', async ({ people }) => {
  const wang = await people.come('wang');
  await wang.page.addInitScript(() => {
    Object.defineProperty(globalThis, 'speechSynthesis', { value: undefined });
  });
  await wang.go('/');
  await expect(wang.button(wang.w('aloud'))).toHaveCount(0);
  const plain = await people.come('wang', { script: false });
  await plain.go('/');
  await expect(plain.button(plain.w('aloud'))).toHaveCount(0);
});
