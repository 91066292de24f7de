import { existsSync } from 'node:fs';
import { runCommand } from '../prepare/command.mjs';
import { at, has } from '../project.mjs';
import { nodeTests } from './node-tests.mjs';
import { failedBecause, failureLine, skippedBecause } from './verdict.mjs';

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
  const end = output.lastIndexOf('\n}') + 2;
  try {
    const { stats, suites = [], errors = [] } = JSON.parse(output.slice(begin, end));
    const unexpected = [...suites.flatMap(unexpectedTests), ...errors.map(brokenRun)];
    return {
      passed: stats.expected,
      // One that passes at the second try only is a failure that was not understood.
      failed: stats.unexpected + stats.flaky + errors.length,
      skipped: new Array(stats.skipped).fill('by the tests themselves, see there'),
      output: `${output.slice(0, begin)}${output.slice(end)}${unexpected.map(({ whole }) => whole).join('\n')}`,
      failures: unexpected.map(({ line }) => line),
    };
  } catch {
    return failedBecause(output);
  }
}

/** The tests of a suite of the report, and of the suites in it, that did not end as they should. */
function unexpectedTests({ file, suites = [], specs = [] }) {
  const own = specs.flatMap(({ title, line, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => {
        const said = results.flatMap(({ errors }) => errors.map(({ message = '' }) => message));
        const name = `${file}:${line} ${title}`;
        return { line: failureLine(name, said[0]), whole: `${name}\n${said.join('\n')}\n` };
      }),
  );
  return [...own, ...suites.flatMap(unexpectedTests)];
}

/** What kept the run as a whole from going well, such as a stack that did not start. */
function brokenRun({ message = 'it could not be run' }) {
  return { line: failureLine('the run', message), whole: message };
}
