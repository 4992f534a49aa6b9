import { availableParallelism } from 'node:os';
import { defineConfig, devices } from '@playwright/test';
import { CHROMIUM, CHROMIUM_FLAGS, patience } from './support/pace.ts';

export default defineConfig({
  testDir: '.',
  globalSetup: './support/setup.ts',
  fullyParallel: true,
  // Now and then Chromium does not hand a site over from one service worker to the next, or starts none for a page (2 of
  // some 90 such tests in one run, none of 20 in the next): what fails once and passes then is listed as flaky at the end.
  retries: 1,
  workers: availableParallelism(),
  timeout: patience(180),
  expect: { timeout: patience(20) },
  reporter: [['list'], ['./support/slowest.ts']],
  outputDir: 'test-results',
  use: {
    ...devices['Pixel 5'],
    viewport: { width: 360, height: 800 },
    screen: { width: 360, height: 800 },
    deviceScaleFactor: 2,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: patience(30),
    navigationTimeout: patience(45),
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    screenshot: { mode: 'only-on-failure', fullPage: true },
    launchOptions: { executablePath: CHROMIUM, args: CHROMIUM_FLAGS, timeout: patience(60) },
  },
});
