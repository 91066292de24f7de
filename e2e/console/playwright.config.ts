import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

export default defineConfig({
  testDir: 'specs',
  testMatch: '*.e2e.ts',
  outputDir: '../results/console',
  globalSetup: './stack/global-setup.ts',
  // One stack, whose first run happens once: files follow each other.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '../results/console/report.json' }]],
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    // A trace of every test takes a good part of the time of all; what failed has its picture and the page's outline.
    trace: process.env.E2E_TRACE === '1' ? 'retain-on-failure' : 'off',
    launchOptions: {
      ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }),
      // A browser run by root has no sandbox.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  projects: [
    { name: 'first run', testMatch: 'first-run.e2e.ts', teardown: 'logs' },
    // When the others are over, however they went.
    { name: 'logs', testMatch: 'logs.e2e.ts' },
    // Before the console's tests, which write rows of nodes that nobody runs.
    { name: 'fleet', testMatch: 'fleet.e2e.ts', dependencies: ['first run'] },
    {
      name: 'console',
      testIgnore: ['first-run.e2e.ts', 'fleet.e2e.ts', 'logs.e2e.ts'],
      dependencies: ['first run'],
    },
  ],
});
