import { describe, test } from 'vitest';
import { tryAll } from './testing/decoder-trial.ts';
import { hostileTexts } from './testing/hostile-input.ts';
import { TEXT_DECODERS } from './testing/text-decoders.ts';
import { COUNT } from './testing/trial-count.ts';

describe(`of ${COUNT.toLocaleString('en')} hostile inputs each gives a value or the one decode error:`, () => {
  test.each(TEXT_DECODERS)('$name', (one) => tryAll(one, hostileTexts(one.examples, COUNT)), 120_000);
});
