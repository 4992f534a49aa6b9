// The app's own words, read from where they are written, so that a changed word needs no change here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './linli.ts';

export type Lang = 'zh' | 'en';
type Pair = Record<Lang, string>;

const SOURCES = process.env.LINLI_E2E_WORDS ?? join(ROOT, 'app/src');
const STRING = String.raw`"((?:[^"\\]|\\.)*)"`;
const pairs = new Map<string, Pair>();

// Those of a system by its name: `help.title`.
const shared = readdirSync(join(SOURCES, 'strings')).map((file) => ['', join('strings', file)] as const);
const systems = readdirSync(join(SOURCES, 'systems'), { withFileTypes: true })
  .filter((it) => it.isDirectory())
  .map(({ name }) => [`${name}.`, join('systems', name, 'words.rs')] as const);

for (const [system, file] of [...shared, ...systems].filter(([, file]) => file.endsWith('.rs'))) {
  const text = readFileSync(join(SOURCES, file), 'utf8');
  for (const block of text.matchAll(/^(strings|words)! \{\n([\s\S]*?)^\}/gm)) {
    let group = '';
    for (const line of (block[2] ?? '').split('\n')) {
      const opens = /^ {4}(\w+)\(\w+\) \{/.exec(line);
      if (opens) group = `${opens[1]}.`;
      if (/^ {4}\}/.test(line)) group = '';
      const entry = new RegExp(`^\\s+(\\w+)(?:\\(.*?\\))? = ${STRING} \\| ${STRING};`).exec(line);
      const [, name, zh, en] = entry ?? [];
      if (name && zh !== undefined && en !== undefined) pairs.set(system + group + name, { zh, en });
    }
  }
}

function pair(name: string): Pair {
  const found = pairs.get(name);
  if (!found) throw new Error(`app/src has no words ${name}`);
  return found;
}

/** A text without arguments. */
export function word(lang: Lang, name: string): string {
  return pair(name)[lang];
}

/** A text with arguments as a pattern; those not given match anything. */
export function pattern(lang: Lang, name: string, given: Record<string, string> = {}): RegExp {
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const parts = pair(name)[lang].split(/(\{\w+\})/);
  return new RegExp(
    parts
      .map((part) => {
        const argument = /^\{(\w+)\}$/.exec(part)?.[1];
        if (!argument) return escaped(part);
        const value = given[argument];
        return value === undefined ? '.+?' : escaped(value);
      })
      .join(''),
  );
}
