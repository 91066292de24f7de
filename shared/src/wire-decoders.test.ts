import { describe, test } from 'vitest';
import { tryAll } from './testing/decoder-trial.ts';
import { hostileInputs } from './testing/hostile-input.ts';
import { COUNT } from './testing/trial-count.ts';
import { WIRE_DECODERS } from './testing/wire-decoders.ts';

describe(`of ${COUNT.toLocaleString('en')} hostile inputs each gives a value or the one decode error:`, () => {
  test.each(WIRE_DECODERS)('$name', (one) => tryAll(one, hostileInputs(one.examples, COUNT)), 120_000);
});
