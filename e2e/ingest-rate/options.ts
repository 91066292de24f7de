import { parseArgs } from 'node:util';

/** What a run is asked to do. */
export interface RateOptions {
  readonly nodes: number;
  /** Messages a second of the even part, of the burst. */
  readonly sustained: number;
  readonly burst: number;
  /** Length of each part. */
  readonly seconds: number;
  /** mosquitto instead of the embedded broker. */
  readonly mosquitto: boolean;
}

const DEFAULTS = { nodes: 200, sustained: 1_000, burst: 5_000, seconds: 20 };

export const USAGE = `npm run ingest-rate -- [options]   messages a second the whole way into the tiers, each exactly once

  --nodes N       how many nodes send (${DEFAULTS.nodes})
  --sustained N   messages a second of the even part (${DEFAULTS.sustained})
  --burst N       messages a second of the burst (${DEFAULTS.burst})
  --seconds N     length of each part (${DEFAULTS.seconds})
  --mosquitto     an installed mosquitto instead of the embedded broker
`;

/** The options of a command line; an Error with a sentence where one cannot be used. */
export function readOptions(words: readonly string[]): RateOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      nodes: { type: 'string' },
      sustained: { type: 'string' },
      burst: { type: 'string' },
      seconds: { type: 'string' },
      mosquitto: { type: 'boolean', default: false },
    },
  });
  const whole = (name: keyof typeof DEFAULTS) => {
    const text = values[name];
    if (text === undefined) return DEFAULTS[name];
    if (/^[1-9][0-9]{0,5}$/.test(text)) return Number(text);
    throw new Error(`--${name} is "${text}", but it is a whole number from 1 to 999999.`);
  };
  return {
    nodes: whole('nodes'),
    sustained: whole('sustained'),
    burst: whole('burst'),
    seconds: whole('seconds'),
    mosquitto: values.mosquitto,
  };
}
