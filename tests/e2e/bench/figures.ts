// What the figures have in common.
import type { CDPSession } from '@playwright/test';
import { type Person, expect } from '../support/test.ts';

/** How many times slower than this machine a cheap phone is taken to be. */
export const SLOWED = 4;

/** A line: the median, and the 95th of a hundred against the goal; of fewer than twenty that is the worst. */
export function row(what: string, times: number[], goal: number): void {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN);
  const verdict = at(0.95) <= goal ? 'met' : 'MISSED';
  console.log(`  ${what.padEnd(58)} median ${String(at(0.5)).padStart(5)} ms  p95 ${String(at(0.95)).padStart(5)} ms  goal ${goal} ms: ${verdict}`);
}

/** Slows the processor. */
export async function slow(person: Person): Promise<CDPSession> {
  const session = await person.page.context().newCDPSession(person.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  return session;
}

/** Asks for help many times, as many residents would while somebody is away. */
export async function ask(person: Person, times: number): Promise<void> {
  const device = crypto.randomUUID();
  for (let n = 1; n <= times; n += 50) {
    const mutations = Array.from({ length: 50 }, (_, i) => ({
      mid: crypto.randomUUID(),
      n: n + i,
      client_time: new Date().toISOString(),
      name: 'help.ask@1',
      args: { help_id: crypto.randomUUID(), what: `楼道灯 ${n + i} 号坏了`, answerer: 'community', urgency: 'usual' },
    }));
    const answer = await person.page.request.post('/api/sync/v1/push', { data: { device_id: device, mutations }, headers: { 'sec-fetch-site': 'same-origin' } });
    expect(answer.status(), await answer.text()).toBe(200);
    expect(await answer.text()).not.toContain('"refused"');
  }
}
