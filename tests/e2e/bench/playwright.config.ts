// Figures of the app on a phone; `make bench` runs it over the release build.
import { defineConfig } from '@playwright/test';
import tests from '../playwright.config.ts';
import { patience } from '../support/pace.ts';

// Figures are of a browser as people have it.
const browser = { ...tests.use?.launchOptions, executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' };

export default defineConfig({
  ...tests,
  use: { ...tests.use, launchOptions: browser },
  testDir: '.',
  testMatch: '*.bench.ts',
  globalSetup: '../support/setup.ts',
  outputDir: '../test-results',
  workers: 1,
  fullyParallel: false,
  timeout: patience(300),
  reporter: [['line']],
});
