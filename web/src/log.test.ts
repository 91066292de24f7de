import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const lines: string[] = [];
const { error, warn, log: plain, info, debug } = console;
const printed = { error, warn, log: plain, info, debug };
vi.mock('pino', async (original) => {
  const { default: pino } = await original<{ default: typeof import('pino').default }>();
  return {
    default: (options: object) => pino(options, { write: (line: string) => lines.push(line) }),
  };
});
// Each text is said here, however soon after the last one.
vi.mock('./log-repeats.ts', () => ({
  LogRepeats: class {
    admit = (_: string, say: (more: number) => void) => say(0);
  },
}));
const { log } = await import('./log.ts');
const { consoleToLog } = await import('../scripts/console-lines.mjs');

beforeAll(() => consoleToLog(log));
afterAll(() => Object.assign(console, printed));

/** Texts of devices and strangers that would begin a line, colour it, turn it round or close it. */
const TEXTS = [
  'a\n{"level":30,"msg":"session started"}',
  'a\r\nb',
  '\u001b[2K\u001b[1A\u001b[31mred',
  '\u009b31m',
  'a\u2028b\u2029c\u0085d',
  '\u202egnp.exe',
  '"}\n{"level":50',
  '\u0000',
  '\ud800',
  'x'.repeat(1_000_000),
];

it.each(TEXTS)(
  'a text in a field, a message, an error or what the framework prints stays one line (%#)',
  (text) => {
    lines.length = 0;
    log.info({ name: text, nested: { path: text } }, 'enrolment refused');
    log.error({ err: new Error(text) }, 'procedure failed');
    log.warn(text);
    console.error('Request failed for %s', text);
    console.warn(new TypeError(text));
    console.log({ text });
    console.info({ text });
    expect(lines).toHaveLength(7);
    for (const line of lines) {
      expect(line.endsWith('\n')).toBe(true);
      // Nothing in it that ends a line or that a terminal would obey.
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
    }
  },
);

it('whatever prints a text is a line with its severity, without colours and of no length', () => {
  lines.length = 0;
  console.info('\u001b[32mready\u001b[39m\n');
  console.log('');
  console.error('x'.repeat(1_000_000));
  const events = lines.map((line) => JSON.parse(line));
  expect(events.map(({ level, msg }) => [level, msg.slice(0, 5), msg.length])).toEqual([
    [30, 'ready', 5],
    [50, 'xxxxx', 4_000],
  ]);
  // Said to the log too, which leaves it out at its usual level.
  console.debug('more');
  expect(lines).toHaveLength(2);
});

it('long texts of fields are cut', () => {
  lines.length = 0;
  log.info({ agent: 'x'.repeat(1_000_000) }, 'enrolment refused');
  expect(lines.join('').length).toBeLessThan(1_500);
});
