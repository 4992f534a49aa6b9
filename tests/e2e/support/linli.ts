// One server with its own copy of the demo district and its own clock.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');
const PROGRAM = process.env.LINLI ?? join(ROOT, 'target/debug/linli');
const SITE = process.env.LINLI_E2E_SITE ?? join(ROOT, 'target/site');
const BUILT = join(ROOT, 'target/e2e');
const SHIM = join(BUILT, 'clock.so');
const DISTRICT = join(BUILT, 'district.db');

/** When every test begins: a Tuesday morning in the demo district. */
export const BEGIN = new Date('2026-11-24T09:40:00+08:00');

function writeShift(file: string, to: Date): number {
  const seconds = Math.round((to.getTime() - Date.now()) / 1000);
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(seconds));
  // Written in place, not anew: the server has this very file mapped.
  writeFileSync(file, bytes, { flag: existsSync(file) ? 'r+' : 'w' });
  return seconds;
}

const environment = (clock: string) => ({ ...process.env, LD_PRELOAD: SHIM, LINLI_E2E_CLOCK: clock });

/** Builds the clock and fills a district, from which each server gets a copy. */
export function prepare(): void {
  for (const needed of [PROGRAM, join(SITE, 'assets.json')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: run \`make site\` first.`);
  }
  mkdirSync(BUILT, { recursive: true });
  execFileSync('cc', ['-O1', '-shared', '-fPIC', '-o', SHIM, join(import.meta.dirname, 'clock.c'), '-ldl']);
  for (const ending of ['', '-shm', '-wal']) rmSync(DISTRICT + ending, { force: true });
  const clock = join(BUILT, 'clock');
  writeShift(clock, BEGIN);
  execFileSync(PROGRAM, ['demo', '--database', `sqlite://${DISTRICT}`], { env: environment(clock), stdio: 'pipe' });
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
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
    /** Seconds by which its clock is ahead of ours. */
    public shift: number,
  ) {}

  static async start(): Promise<Linli> {
    const folder = mkdtempSync(join(tmpdir(), 'linli-e2e-'));
    const database = join(folder, 'linli.db');
    copyFileSync(DISTRICT, database);
    const clock = join(folder, 'clock');
    const shift = writeShift(clock, BEGIN);
    const port = await freePort();
    const log = openSync(join(folder, 'log'), 'w');
    const options = ['serve', '--demo', '--listen', `127.0.0.1:${port}`, '--database', `sqlite://${database}`, '--site', SITE];
    const limits = ['--codes-per-phone', '1000', '--codes-per-address', '1000', '--tries-per-address', '1000', '--log', 'warn'];
    const child = spawn(PROGRAM, [...options, ...limits], { env: environment(clock), stdio: ['ignore', log, log] });
    const linli = new Linli(`http://localhost:${port}`, child, folder, shift);
    for (let tries = 0; ; tries++) {
      try {
        if ((await fetch(`http://127.0.0.1:${port}/health/ready`)).ok) return linli;
      } catch {
        // Not listening yet.
      }
      if (tries > 400 || child.exitCode !== null) {
        const said = linli.log();
        await linli.stop();
        throw new Error(`the server did not become ready: ${said}`);
      }
      await new Promise((again) => setTimeout(again, 50));
    }
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
    if (this.child.exitCode === null) {
      const ended = new Promise((done) => this.child.once('exit', done));
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
