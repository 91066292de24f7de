import { expect } from 'vitest';
import { attempt, type Decoder } from './decoder.ts';
import { COUNT } from './trial-count.ts';

// Taking down where each of a million refusals happened would take most of the time.
Object.assign(Error, { stackTraceLimit: 0 });

/** Every so many accepted values must survive being written. */
const SAMPLED = 20;

/** Tries every input; some must be accepted, or the inputs prove nothing. */
export function tryAll<Input>(
  { decode, encode, examples }: Decoder<Input, unknown>,
  inputs: Iterable<Input>,
): void {
  for (const example of examples) expect(decode(example)).toBeDefined();
  let [tried, accepted] = [0, 0];
  for (const input of inputs) {
    const value = attempt(decode, input);
    tried += 1;
    if (value === undefined) continue;
    accepted += 1;
    if (encode !== undefined && accepted % SAMPLED === 0) expect(decode(encode(value))).toEqual(value);
  }
  expect(tried).toBe(COUNT);
  expect(accepted).toBeGreaterThan(COUNT / 5000);
}
