// Says at the end which tests and files took longest, and with what seed and patience they ran.
import type { FullResult, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';
import { SLOWNESS } from './pace.ts';
import { EVERY, SEED } from './sample.ts';

const SHOWN = 15;

export default class Slowest implements Reporter {
  private readonly took: { file: string; title: string; seconds: number }[] = [];

  onBegin(_config: unknown, suite: Suite): void {
    console.log(`==> ${suite.allTests().length} tests, ${EVERY ? 'every screen in every dress' : `screens as LINLI_E2E_SEED=${SEED} deals them`}`);
    console.log(`==> this machine takes ${SLOWNESS} times as long as a usual one: so do time-outs`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const file = test.location.file.replace(/^.*\//, '');
    this.took.push({ file, title: test.title, seconds: result.duration / 1000 });
  }

  onEnd(_result: FullResult): void {
    if (this.took.length === 0) return;
    const line = (seconds: number, words: string) => console.log(`${seconds.toFixed(1).padStart(8)} s  ${words}`);
    const sums = [...new Set(this.took.map((it) => it.file))].map((file) => {
      const all = this.took.filter((it) => it.file === file);
      return { file, count: all.length, seconds: all.reduce((sum, it) => sum + it.seconds, 0) };
    });
    console.log('==> seconds in the browser by file, side by side');
    for (const it of sums.sort((a, b) => b.seconds - a.seconds)) line(it.seconds, `${it.file} (${it.count})`);
    console.log(`==> the ${SHOWN} slowest tests in the browser`);
    for (const it of this.took.sort((a, b) => b.seconds - a.seconds).slice(0, SHOWN)) line(it.seconds, it.title);
    console.log(EVERY ? '==> every screen in every dress' : `==> these screens again: LINLI_E2E_SEED=${SEED}`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
