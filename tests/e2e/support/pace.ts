// How slow this machine is right now, beside a usual one. Every time-out is as many times longer: no test fails
// because a machine is slow, or does something else beside.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';

/** Chromium without windows, which starts with a quarter of the work; or the whole of it. */
export const CHROMIUM = process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync) ?? 'chromium';

/** How the browser is started, here and in the tests. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Seconds that the two pieces of work take on a usual machine: two cores of a small virtual server. */
const USUAL = { sums: 0.55, page: 0.4 };

function taken(work: () => unknown): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1000;
}

/**
 * Checksums of 768 MiB, long enough to have to share a core with whatever else runs, and a page in a browser that
 * starts for it, the second time, when it comes from memory. The worse of both counts.
 */
function measure(): number {
  const bytes = Buffer.alloc(8 << 20, 'linli');
  const sums = taken(() => {
    for (let round = 0; round < 96; round++) createHash('sha256').update(bytes).digest();
  });
  const load = () =>
    execFileSync(CHROMIUM, [...CHROMIUM_FLAGS, '--headless', '--dump-dom', 'data:text/html,<p>linli'], { stdio: 'ignore' });
  load();
  return Math.max(1, sums / USUAL.sums, taken(load) / USUAL.page);
}

/** Measured once, when the run begins; workers have it from there. `LINLI_SLOWNESS=N` says it without measuring. */
export const SLOWNESS = Number((process.env.LINLI_SLOWNESS ??= measure().toFixed(1)));

/** Milliseconds in which so many seconds' work of a usual machine is done here. Every time-out is made by it. */
export function patience(seconds: number): number {
  return Math.ceil(seconds * 1000 * SLOWNESS);
}
