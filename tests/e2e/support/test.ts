// What every test has: a server of its own, people at their browsers, and the promise that no
// browser complained.
import { type Browser, type BrowserContext, type Page, expect, test as base } from '@playwright/test';
import { COOKIE, Linli, session } from './linli.ts';
import { type Lang, pattern, word } from './words.ts';

export { expect, Linli, pattern, word };
export type { Lang, Page };

/** Demo accounts. */
export const WHO = {
  wang: { name: '王桂芳', called: '王奶奶' },
  family: { name: '王丽', called: '王丽' },
  carer: { name: '李秀英', called: '李秀英' },
  keeper: { name: '周建华', called: '周建华' },
  clerk: { name: '吴敏', called: '吴敏' },
  supervisor: { name: '徐志明', called: '徐志明' },
  officer: { name: '高文静', called: '高文静' },
  chen: { name: '陈国华', called: '陈叔叔' },
  carer2: { name: '孙丽', called: '孙丽' },
} as const;
export type Name = keyof typeof WHO;

export interface Look {
  lang?: Lang;
  elder?: boolean;
  size?: 0 | 1 | 2 | 3;
  theme?: 'auto' | 'light' | 'dark' | 'contrast';
  /** Without, the browser runs no script at all. */
  script?: boolean;
  /** With the service worker, which opens the app without a network. */
  worker?: boolean;
  width?: number;
  height?: number;
  dark?: boolean;
  /** Whether the screens of the first start lie behind; they do unless a test is about them. */
  begun?: boolean;
}

/** A browser window and who sits at it. */
export class Person {
  readonly complaints: string[] = [];
  private readonly forgiven: RegExp[] = [];

  constructor(
    public page: Page,
    readonly linli: Linli,
    readonly lang: Lang,
    readonly script: boolean,
  ) {
    this.listen(page);
  }

  private listen(page: Page): void {
    page.on('console', (message) => {
      // That a page itself answers 4xx, as a refusal does, is what the test looks at.
      const refused = /status of 4\d\d/.test(message.text()) && message.location().url === page.url();
      const blocked = message.text().includes('registration blocked by Playwright');
      if (['error', 'warning', 'assert'].includes(message.type()) && !refused && !blocked) {
        this.complaints.push(`${message.type()} at ${new URL(page.url()).pathname}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => this.complaints.push(`exception at ${page.url()}: ${error.message}`));
  }

  /** Closes the page and opens another one in the same browser, as after swiping the app away. */
  async reopen(path: string): Promise<void> {
    const context = this.page.context();
    await this.page.close();
    this.page = await context.newPage();
    this.listen(this.page);
    await this.go(path);
  }

  /** Without a network, or with one again. The browser itself complains of every request then. */
  async setOffline(offline: boolean): Promise<void> {
    this.forgiven.push(/net::ERR_|status of 50[234]/);
    await this.page.context().setOffline(offline);
  }

  /** What others do does not reach this page any more; what it does itself still goes out. */
  async hearNothing(): Promise<void> {
    await this.page.route('**/api/sync/v1/pull*', async (route) => {
      const response = await route.fetch();
      const pull = (await response.json()) as { cursor: string };
      const cursor = new URL(route.request().url()).searchParams.get('cursor') ?? pull.cursor;
      await route.fulfill({ response, json: { ...pull, cursor, reset: false, patch: [] } });
    });
  }

  /** From now on others are heard again. */
  async hearAgain(): Promise<void> {
    await this.page.unroute('**/api/sync/v1/pull*');
  }

  /** Complaints like this are part of the test. */
  forgive(complaint: RegExp): void {
    this.forgiven.push(complaint);
  }

  /** What the browser complained about and nobody foresaw. */
  unforgiven(): string[] {
    return this.complaints.filter((it) => !this.forgiven.some((pattern) => pattern.test(it)));
  }

  /** The service worker has everything that it keeps, and answers for this page. */
  async installed(): Promise<void> {
    // Who works began at the sign-in page, which is of the residents' edition.
    const active = () => this.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL);
    await expect.poll(active).toBe(new URL(await this.edition(), this.linli.url).href);
    const controlled = await this.page.evaluate(() => navigator.serviceWorker.controller !== null);
    // A page that was loading while the worker took over is its only from the next time on.
    if (!controlled) {
      await this.page.reload();
      await this.ready();
      expect(await this.page.evaluate(() => navigator.serviceWorker.controller !== null), 'controlled').toBe(true);
    }
  }

  /** The service worker of the edition that runs. */
  async edition(): Promise<string> {
    return (await this.page.locator('html').getAttribute('data-live')) ?? '';
  }

  /** The phone has everything that it may keep. */
  async synced(): Promise<void> {
    await expect(this.page.locator('html[data-synced]'), 'synced').toBeAttached();
  }

  /** The same browser, now that its pages are in another language. */
  reading(lang: Lang): Person {
    return Object.assign(Object.create(this) as Person, { lang });
  }

  /** A text of the app. */
  w(name: string): string {
    return word(this.lang, name);
  }

  /** A text with arguments. */
  p(name: string, given: Record<string, string> = {}): RegExp {
    return pattern(this.lang, name, given);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(path);
    await this.ready();
  }

  /** The page's script has taken over. */
  async ready(): Promise<void> {
    if (this.script) await expect(this.page.locator('html[data-live]'), 'hydrated').toBeAttached();
  }

  link(name: string | RegExp) {
    return this.page.getByRole('link', { name });
  }

  /** A word means the whole name; a pattern any part of it. */
  button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** The one `<h1>`. */
  title() {
    return this.page.getByRole('heading', { level: 1 });
  }

  /** Signs in as a demo account through the sign-in page. */
  async signIn(name: Name): Promise<void> {
    await this.page.goto('/sign-in');
    await this.button(new RegExp(WHO[name].name)).click();
    await this.enterCode();
  }

  /** Signs in by typing a number. */
  async signInByPhone(phone: string): Promise<void> {
    await this.page.goto('/sign-in');
    await this.page.getByLabel(this.w('sign_in_phone')).fill(phone);
    await this.button(this.w('sign_in_ask')).click();
    await this.enterCode();
  }

  private async enterCode(): Promise<void> {
    // The demonstration fills its code in.
    await expect(this.page.getByLabel(this.w('sign_in_code'), { exact: true })).toHaveValue(/^\d{6}$/);
    await this.button(this.w('sign_in')).click();
    await expect(this.page).not.toHaveURL(/sign-in/);
    await this.ready();
  }
}

/** Opens browsers at one server. */
export class People {
  private readonly contexts: BrowserContext[] = [];
  /** How many sessions of each have been given out. */
  private readonly given = new Map<Name, number>();
  readonly all: Person[] = [];

  constructor(
    private readonly browser: Browser,
    readonly linli: Linli,
  ) {}

  /** A browser in which nobody has signed in. */
  async open(look: Look = {}): Promise<Person> {
    return this.sit(null, look);
  }

  /** `secret`: of the session that the browser has. */
  private async browse(look: Look, secret?: string): Promise<Person> {
    const lang = look.lang ?? 'zh';
    const script = look.script ?? true;
    const context = await this.browser.newContext({
      baseURL: this.linli.url,
      javaScriptEnabled: script,
      viewport: { width: look.width ?? 360, height: look.height ?? 800 },
      colorScheme: look.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      // What the worker keeps would come past the tests' own network.
      serviceWorkers: look.worker ? 'allow' : 'block',
    });
    this.contexts.push(context);
    if (secret) await context.addCookies([{ name: COOKIE, value: secret, url: this.linli.url, httpOnly: true, sameSite: 'Lax' }]);
    await this.tell(context);
    await this.prefer(context, { begun: true, ...look, lang });
    const page = await context.newPage();
    const person = new Person(page, this.linli, lang, script);
    this.all.push(person);
    return person;
  }

  /** A browser of somebody who has signed in, at their first screen. */
  async come(name: Name, look: Look = {}): Promise<Person> {
    const person = await this.sit(name, look);
    if (person.page.url() === 'about:blank') await person.go('/');
    return person;
  }

  /** The same, mostly without a page yet. */
  async sit(name: Name | null, look: Look = {}): Promise<Person> {
    // What a service worker keeps and what plain forms do when somebody signs in belongs to what such tests are about.
    const secret = name && !look.worker && look.script !== false ? this.unused(name) : undefined;
    const person = await this.browse(look, secret);
    if (name && !secret) await person.signIn(name);
    return person;
  }

  /** A session from before the test that no browser of it has yet. */
  private unused(name: Name): string | undefined {
    const nth = this.given.get(name) ?? 0;
    this.given.set(name, nth + 1);
    return session(WHO[name].name, nth);
  }

  /** Sends the form of `/prefs`. */
  async prefer(context: BrowserContext, look: Look): Promise<void> {
    const form: Record<string, string> = { back: '/health/ready' };
    if (look.lang) form.lang = look.lang;
    if (look.elder !== undefined) form.elder = look.elder ? '1' : '0';
    if (look.size !== undefined) form.size = String(look.size);
    if (look.theme) form.theme = look.theme;
    if (look.begun !== undefined) form.begun = look.begun ? '1' : '0';
    const answer = await context.request.post('/prefs', { form, headers: { origin: this.linli.url } });
    expect(answer.ok(), 'preferences').toBe(true);
  }

  /** Moves the clock of the server and of every browser. */
  async move(to: Date): Promise<void> {
    this.linli.moveTo(to);
    for (const context of this.contexts) await this.tell(context);
  }

  /**
   * Moves the clock of the server, of every browser, and of the pages that are open; then somebody looks at them again,
   * as at phones that lay on a table.
   */
  async turn(to: Date): Promise<void> {
    await this.move(to);
    for (const { page } of this.all) {
      await page.evaluate((ahead: number) => {
        Object.assign(globalThis, { ahead });
        document.dispatchEvent(new Event('visibilitychange'));
      }, this.linli.shift);
    }
  }

  private async tell(context: BrowserContext): Promise<void> {
    await context.addInitScript((ahead: number) => {
      // Scripts of several moves run in any order; the latest time is the one.
      const wide = globalThis as unknown as { trueNow?: () => number; ahead?: number };
      wide.trueNow ??= Date.now.bind(Date);
      wide.ahead = Math.max(wide.ahead ?? ahead, ahead);
      Date.now = () => (wide.trueNow?.() ?? 0) + (wide.ahead ?? 0) * 1000;
    }, this.linli.shift);
  }

  async close(): Promise<void> {
    for (const context of this.contexts) await context.close();
  }
}

export const test = base.extend<{ linli: Linli; people: People }>({
  linli: async ({}, use, info) => {
    const linli = await Linli.start();
    await use(linli);
    if (info.status !== info.expectedStatus) await info.attach('server log', { body: linli.log() });
    await linli.stop();
  },
  people: async ({ browser, linli }, use) => {
    const people = new People(browser, linli);
    await use(people);
    const complaints = people.all.filter((it) => it.script).flatMap((it) => it.unforgiven());
    await people.close();
    expect.soft(complaints, 'what browsers complained about').toEqual([]);
  },
});
