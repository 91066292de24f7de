import { describe, test } from 'vitest';
import { tryAll } from './testing/decoder-trial.ts';
import { hostileInputs } from './testing/hostile-input.ts';
import { PAYLOAD_DECODERS } from './testing/payload-decoders.ts';
import { COUNT } from './testing/trial-count.ts';

describe(`of ${COUNT.toLocaleString('en')} hostile inputs each gives a value or the one decode error:`, () => {
  test.each(PAYLOAD_DECODERS)('$name', (one) => tryAll(one, hostileInputs(one.examples, COUNT)), 120_000);
});
