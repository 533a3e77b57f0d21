import { defineConfig } from '@playwright/test';
import { chromiumFlags, findHeadlessShell } from './scripts/chromium.ts';

const node = 'node_modules/.bin/node';

/** Looked for once: workers read this file too, with the environment of the first who did. */
const executablePath = (process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE'] ??= findHeadlessShell());

export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: true,
  workers: 2,
  // A shared machine may stall for seconds; a test that needs its second try is told at the end.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  // The same stall must not fail what only waits: a test ends as soon as it sees what it expects.
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    baseURL: 'http://localhost:4401',
    locale: 'fr-FR',
    launchOptions: { executablePath, args: chromiumFlags },
  },
  webServer: [
    // As a CDN that sends our headers, and as one that knows nothing of them.
    { command: `${node} scripts/serve.ts --port 4401`, url: 'http://localhost:4401/fr/' },
    { command: `${node} scripts/serve.ts --port 4402 --bare`, url: 'http://localhost:4402/fr/' },
  ],
});
