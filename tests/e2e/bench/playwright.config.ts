// Figures of the app on a phone; `make bench` runs it over the release build.
import { defineConfig } from '@playwright/test';
import tests from '../playwright.config.ts';

export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: '*.bench.ts',
  globalSetup: '../support/setup.ts',
  outputDir: '../test-results',
  workers: 1,
  fullyParallel: false,
  timeout: 300_000,
  reporter: [['line']],
});
