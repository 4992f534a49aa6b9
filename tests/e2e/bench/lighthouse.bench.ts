// What Lighthouse says of the pages that most people open, on the phone that it imagines: a slow network
// and a processor slowed four times, no cache. Figures, never asserted.
import { launch } from 'chrome-launcher';
import lighthouse, { type Flags, type Result } from 'lighthouse';
import { patience } from '../support/pace.ts';
import { type Name, type People, test } from '../support/test.ts';

const ROUNDS = 3;
/** The phone on which every screen is looked at. */
const SCREEN = { width: 360, height: 800, deviceScaleFactor: 2, mobile: true, disabled: false };
/** So high that nothing lies under the bar at the lower edge until one scrolls, which counts as covered. */
const WHOLE = { ...SCREEN, height: 4000 };
const GOALS = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 } as const;
type Category = keyof typeof GOALS;

interface Seen {
  path: string;
  what: string;
  who?: Name;
  /** Score and KiB in November 2026, when a page fetched its module before it was painted, and twice. */
  before: { performance: number; kib: number };
}

const PAGES: Seen[] = [
  { path: '/', what: 'Home, nobody signed in', before: { performance: 86, kib: 1236 } },
  { path: '/', what: 'Home', who: 'wang', before: { performance: 85, kib: 1246 } },
  { path: '/care/book', what: 'Book care', who: 'wang', before: { performance: 85, kib: 1245 } },
  { path: '/rooms', what: 'Borrow a room', who: 'chen', before: { performance: 85, kib: 1248 } },
  { path: '/work', what: 'Today, of a caregiver', who: 'carer', before: { performance: 82, kib: 1406 } },
];

/** As a browser sends them: who is signed in, and that the first start lies behind. */
async function cookies(people: People, who?: Name): Promise<string> {
  const person = who ? await people.come(who) : await people.open();
  const all = await person.page.context().cookies();
  return all.map((it) => `${it.name}=${it.value}`).join('; ');
}

/** The browser's trace fails now and then; that says nothing of the page. */
async function reported(url: string, settings: Flags): Promise<Result> {
  for (let tries = 1; ; tries++) {
    const report = (await lighthouse(url, settings))?.lhr;
    if (report && !report.runtimeError) return report;
    if (tries === 3) throw new Error(report?.runtimeError?.message ?? 'no report');
  }
}

const middle = (values: number[]) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;

test('Lighthouse', async ({ people, linli }, info) => {
  test.setTimeout(patience(900));
  const { executablePath, args } = info.project.use.launchOptions ?? {};
  const chrome = await launch({ chromePath: executablePath, chromeFlags: ['--headless=new', ...(args ?? [])] });
  console.log(`\nLighthouse: mobile, slow 4G and processor / 4 as it simulates them, median of ${ROUNDS}`);
  try {
    for (const { path, what, who, before } of PAGES) {
      const asked = (Object.keys(GOALS) as Category[]).filter((it) => it !== 'seo' || !who);
      const scores = Object.fromEntries(asked.map((it) => [it, [] as number[]])) as Record<Category, number[]>;
      const wrong = new Set<string>();
      const paint: number[] = [];
      let [bytes, module] = [0, 0];
      const look = async (screenEmulation: typeof SCREEN, onlyCategories: Category[]) => {
        const settings = { port: chrome.port, screenEmulation, onlyCategories, extraHeaders: { Cookie: await cookies(people, who) } };
        const report = await reported(linli.url + path, settings);
        for (const it of onlyCategories) {
          const category = report.categories[it];
          scores[it].push(Math.round((category?.score ?? NaN) * 100));
          if (it !== 'performance') for (const { id, weight } of category?.auditRefs ?? []) if (weight > 0 && report.audits[id]?.score === 0) wrong.add(id);
        }
        return report;
      };
      for (let round = 0; round < ROUNDS; round++) {
        const report = await look(SCREEN, asked.filter((it) => it !== 'accessibility'));
        const requests = report.audits['network-requests']?.details as { items: { url: string; transferSize: number }[] } | undefined;
        for (const { url, transferSize } of requests?.items ?? []) {
          if (!url.startsWith(linli.url)) continue;
          bytes += transferSize / ROUNDS;
          if (url.endsWith('.wasm')) module += transferSize / ROUNDS;
        }
        paint.push(report.audits['largest-contentful-paint']?.numericValue ?? NaN);
      }
      await look(WHOLE, ['accessibility']);
      const row = asked.map((it) => `${it} ${middle(scores[it])}${middle(scores[it]) >= GOALS[it] ? '' : ` (goal ${GOALS[it]}: MISSED)`}`);
      const kib = (it: number, goal: number) => `${Math.round(it / 1024)} KiB (goal ${goal}: ${it <= goal * 1024 ? 'met' : 'MISSED'})`;
      console.log(`  ${what}`);
      console.log(`    ${row.join('  ')}  largest paint ${Math.round(middle(paint))} ms; performance before ${before.performance}`);
      console.log(`    transferred ${kib(bytes, 300)}, of it WebAssembly ${kib(module, 230)}; before ${before.kib} KiB`);
      for (const it of wrong) console.log(`    ${it}`);
    }
  } finally {
    chrome.kill();
  }
});
