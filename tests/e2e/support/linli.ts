// One server with its own copy of the demo district and its own clock.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { patience } from './pace.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');
const PROGRAM = process.env.LINLI ?? join(ROOT, 'target/debug/linli');
const SITE = process.env.LINLI_E2E_SITE ?? join(ROOT, 'target/site');
const BUILT = join(ROOT, 'target/e2e');
const SHIM = join(BUILT, 'clock.so');
/** What each server gets a copy of: a district, and sessions of the people in it. */
const DISTRICT = join(BUILT, 'district');
const SESSIONS = join(DISTRICT, 'sessions.json');
/** As many browsers one person may have in a test without signing in. */
const BROWSERS = 3;

/** The session's cookie where no https is. */
export const COOKIE = 'linli-local';

/** When every test begins: a Tuesday morning in the demo district. */
export const BEGIN = new Date('2026-11-24T09:40:00+08:00');

function writeShift(file: string, to: Date): number {
  // Never before the time: what begins with that very minute would have begun or not by chance.
  const seconds = Math.ceil((to.getTime() - Date.now()) / 1000);
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(seconds));
  // Written in place, not anew: the server has this very file mapped.
  writeFileSync(file, bytes, { flag: existsSync(file) ? 'r+' : 'w' });
  return seconds;
}

// A test lets time pass by setting the clock, which a server would not believe.
const environment = (clock: string) => ({ ...process.env, LD_PRELOAD: SHIM, LINLI_E2E_CLOCK: clock, LINLI_CLOCK_JUMP_SECONDS: '0' });

/** Builds the clock, fills a district, and signs everybody in whom the sign-in page lists. */
export async function prepare(): Promise<void> {
  for (const needed of [PROGRAM, join(SITE, 'assets.json')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: run \`make site\` first.`);
  }
  rmSync(DISTRICT, { recursive: true, force: true });
  mkdirSync(DISTRICT, { recursive: true });
  execFileSync('cc', ['-O1', '-shared', '-fPIC', '-o', SHIM, join(import.meta.dirname, 'clock.c'), '-ldl']);
  const linli = await Linli.over(DISTRICT);
  try {
    writeFileSync(SESSIONS, JSON.stringify(await linli.everybodysSessions()));
  } finally {
    await linli.leave();
  }
}

/** A session of a person by their name, who has signed in before the test began; of each browser another. */
export function session(name: string, browser: number): string | undefined {
  const all = JSON.parse(readFileSync(SESSIONS, 'utf8')) as Record<string, string[]>;
  return all[name]?.[browser];
}

async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export class Linli {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    /** With its database, its clock and its log. */
    private readonly folder: string,
    /** Seconds by which its clock is ahead of ours. */
    public shift: number,
  ) {}

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  static async start(): Promise<Linli> {
    const folder = mkdtempSync(join(tmpdir(), 'linli-e2e-'));
    // What SQLite has not yet copied into the file lies beside it.
    for (const ending of ['', '-wal']) {
      const file = `linli.db${ending}`;
      if (existsSync(join(DISTRICT, file))) copyFileSync(join(DISTRICT, file), join(folder, file));
    }
    return Linli.over(folder);
  }

  /** Serves the database of a folder, which is filled when it has none. */
  static async over(folder: string): Promise<Linli> {
    const linli = new Linli(await freePort(), folder, writeShift(join(folder, 'clock'), BEGIN));
    await linli.up();
    return linli;
  }

  /** Signs in whomever the sign-in page lists, as often as one person may have browsers; by their names. */
  async everybodysSessions(): Promise<Record<string, string[]>> {
    const page = await (await fetch(`http://127.0.0.1:${this.port}/sign-in`, { headers: { 'accept-language': 'zh-CN' } })).text();
    const listed = [...page.matchAll(/name="phone" value="([\d ]+)"[^>]*>.*?<span class="small">([^ <]+) ·/g)];
    const sessions: Record<string, string[]> = {};
    for (const [, phone, name] of listed) {
      const own = (sessions[name ?? ''] = [] as string[]);
      while (own.length < BROWSERS) own.push(await this.sessionOf(phone ?? ''));
    }
    return sessions;
  }

  /** Signs in as a program does; the secret in the session's cookie. */
  private async sessionOf(phone: string): Promise<string> {
    const send = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
      const answer = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
      return answer;
    };
    const asked = (await (await send('/api/v1/session/code', { phone })).json()) as { request_id: string; demo_code: string };
    const entered = await send('/api/v1/session', { request_id: asked.request_id, code: asked.demo_code });
    const secret = new RegExp(`${COOKIE}=([^;]+)`).exec(entered.headers.get('set-cookie') ?? '')?.[1];
    if (!secret) throw new Error('signing in: no cookie');
    return secret;
  }

  /** Serves until it is taken down; the same database and address each time. */
  async up(site = SITE, program = PROGRAM): Promise<void> {
    const log = openSync(join(this.folder, 'log'), 'a');
    const database = `sqlite://${join(this.folder, 'linli.db')}`;
    const options = ['serve', '--demo', '--listen', `127.0.0.1:${this.port}`, '--database', database, '--site', site];
    const limits = ['--codes-per-phone', '1000', '--codes-per-address', '1000', '--tries-per-address', '1000', '--log', 'warn'];
    const env = environment(join(this.folder, 'clock'));
    const child = spawn(program, [...options, ...limits], { env, stdio: ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    const until = Date.now() + patience(30);
    for (;;) {
      try {
        if ((await fetch(`http://127.0.0.1:${this.port}/health/ready`)).ok) return;
      } catch {
        // Not listening yet.
      }
      if (Date.now() > until || child.exitCode !== null) {
        const said = this.log();
        await this.stop();
        throw new Error(`the server did not become ready: ${said}`);
      }
      await new Promise((again) => setTimeout(again, 50));
    }
  }

  /** Ends at once, as when the power fails. */
  async down(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends as when it is asked to, with everything written. */
  async leave(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  }

  /** A copy of the site as a build that has another service worker. */
  newerSite(): string {
    const site = join(this.folder, 'site');
    cpSync(SITE, site, { recursive: true });
    for (const worker of ['sw.js', 'staff-sw.js'].map((it) => join(site, it))) {
      const text = readFileSync(worker, 'utf8').replace(/const BUILD = "\w+"/, 'const BUILD = "newer"');
      writeFileSync(worker, text);
      // A release has smaller copies, which would still be those of the older one.
      for (const copy of ['.br', '.gz']) rmSync(worker + copy, { force: true });
    }
    return site;
  }

  /** Changes the database behind the server's back. */
  sql(statement: string): void {
    const program = `import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=${patience(10) / 1000}); db.execute(sys.argv[2]); db.commit()`;
    execFileSync('python3', ['-c', program, join(this.folder, 'linli.db'), statement], { stdio: 'pipe' });
  }

  now(): Date {
    return new Date(Date.now() + this.shift * 1000);
  }

  /** Moves the server's clock; browsers learn of it from `People.move`. */
  moveTo(when: Date): void {
    this.shift = writeShift(join(this.folder, 'clock'), when);
  }

  log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  async stop(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
