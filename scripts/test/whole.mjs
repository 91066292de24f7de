import { existsSync } from 'node:fs';
import { runCommand } from '../prepare/command.mjs';
import { at, has } from '../project.mjs';
import { nodeTests } from './node-tests.mjs';
import { failedBecause, skippedBecause } from './verdict.mjs';

/** The start command from outside: up, killed, up again, stopped. */
export const lifetime = {
  title: 'npm start',
  run: async () =>
    process.platform === 'linux'
      ? nodeTests([at('scripts', 'start', 'lifetime.e2e.mjs')])
      : skippedBecause('it looks at processes the way Linux shows them'),
};

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The console in a browser. */
export const browser = {
  title: 'console in a browser',
  run: async () => {
    if (!has('e2e', 'console', 'playwright.config.ts')) return skippedBecause('it has no tests yet');
    const chromium = process.env.CHROMIUM_PATH ?? BROWSERS.find((path) => existsSync(path));
    if (chromium === undefined)
      return skippedBecause('no Chromium is installed, and CHROMIUM_PATH names none');
    return playwright(chromium);
  },
};

async function playwright(chromium) {
  const script = at('node_modules', '@playwright', 'test', 'cli.js');
  const { output } = await runCommand([process.execPath, script, 'test', '--reporter=json'], {
    cwd: at('e2e', 'console'),
    env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_HTML_OPEN: 'never' },
  });
  return playwrightVerdict(output);
}

/** Counts of a report, which stands among what the servers under test said. */
export function playwrightVerdict(output) {
  const begin = output.search(/^\{\n/m);
  try {
    const { stats } = JSON.parse(output.slice(begin, output.lastIndexOf('\n}') + 2));
    const skipped = new Array(stats.skipped).fill('by the tests themselves, see there');
    // One that passes at the second try only is a failure that was not understood.
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped, output };
  } catch {
    return failedBecause(output);
  }
}
