// Which screens are looked at in which dress. Every screen is looked at in every run; its language, mode, theme and
// width are dealt by a seed, which is the commit's, so that they change with each commit and stay with it.
// `LINLI_E2E_SEED=…` takes another run's again; `LINLI_E2E_SCREENS=every` looks at every screen in every dress, as
// `make axe` and `make shipped` do before a release.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { ROOT } from './linli.ts';
import { SCREENS, type Screen, byPerson } from './screens.ts';
import type { Lang, Name } from './test.ts';

export const EVERY = process.env.LINLI_E2E_SCREENS === 'every';

/** Workers have the seed from where the run begins. */
export const SEED = (process.env.LINLI_E2E_SEED ??= commit());

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    // Sources without their history: another one each day.
    return new Date().toISOString().slice(0, 10);
  }
}

/** The screens in an order of the seed's. */
function shuffled(salt: string): string[] {
  const rank = (name: string) => createHash('sha256').update(`${SEED} ${salt} ${name}`).digest('hex');
  return SCREENS.map((it) => ({ name: it.name, rank: rank(it.name) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map((it) => it.name);
}

/**
 * What of `all` this screen is looked at in: one of it, or all in a run of every dress. Dealt like cards: as long as
 * there are no more of them than screens, each is used in each run.
 */
export function dealt<T>(salt: string, screen: Screen, all: readonly T[]): readonly T[] {
  return EVERY ? all : all.slice(...place(salt, screen, all.length));
}

function place(salt: string, screen: Screen, count: number): [from: number, to: number] {
  const nth = shuffled(salt).indexOf(screen.name) % count;
  return [nth, nth + 1];
}

export interface Visit {
  screen: Screen;
  lang: Lang;
  elder: boolean;
}

export interface Tour {
  title: string;
  who: Name | null;
  visits: Visit[];
}

const LANGS = ['zh', 'en'] as const satisfies Lang[];

/**
 * The visits to all screens for the sake of `subject`, by who makes them; in a run of every dress also by language,
 * since one test would take an hour. `modes`: whether elder mode is on.
 */
export function tours(subject: string, modes: readonly boolean[] = [false, true]): Tour[] {
  const looks = modes.flatMap((elder) => LANGS.map((lang) => ({ lang, elder })));
  return [...byPerson()].flatMap(([who, screens]) => {
    const title = who ?? 'nobody signed in';
    const visits = looks.flatMap((look) => screens.filter((it) => dealt(subject, it, looks).includes(look)).map((screen) => ({ screen, ...look })));
    if (!EVERY) return [{ title, who, visits }];
    return LANGS.map((lang) => ({ title: `${title} (${lang})`, who, visits: visits.filter((it) => it.lang === lang) }));
  });
}
