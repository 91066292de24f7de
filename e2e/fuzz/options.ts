import { parseArgs } from 'node:util';

/** What a run is asked to do. */
export interface FuzzOptions {
  /** Where the changed inputs go; empty: none was named. */
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  /** Tell the lines that the kept inputs reach, instead of a run. */
  readonly lines: boolean;
}

export const USAGE = `npm run fuzz -- --target NAME [options]   tries changed inputs, led by the code that they reach
npm run fuzz -- --lines                   tells which lines the kept inputs reach

  --target NAME   where they go; one that is not there lists all
  --seconds N     how long (60)
  --seed N        the same number changes them the same way again (made up)
`;

/** The options of a command line; an Error with a sentence where one cannot be used. */
export function readOptions(words: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      target: { type: 'string', default: '' },
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      lines: { type: 'boolean', default: false },
    },
  });
  return {
    target: values.target,
    seconds: whole('seconds', values.seconds),
    seed: whole('seed', values.seed),
    lines: values.lines,
  };
}

function whole(name: string, text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} is "${text}", but it is a whole number of at most nine digits.`);
}
