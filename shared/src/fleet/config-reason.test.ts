import { expect, it } from 'vitest';
import { configReason } from './config-reason.ts';

it.each([
  [
    { status: 'rolled_back', error: 'probe_failed', revision: 18 },
    'Went back by itself from r18: no coordinator of it answered, one of the old list did.',
  ],
  [{ status: 'rolled_back', error: null, revision: 18 }, 'Went back by itself from r18.'],
  [
    { status: 'rejected', error: 'invalid_sections', revision: 2 },
    'Refused r2: this node does not understand all of its values.',
  ],
  [{ status: 'failed', error: 'a_new_code', revision: 2 }, 'Could not apply r2: a new code.'],
  [{ status: 'applied', error: null, revision: 2 }, undefined],
  [
    { status: 'applied', error: 'rs: not probed', revision: 2 },
    'Relays are kept, but nodes do not use them yet.',
  ],
])('says %o in a sentence', (verdict, sentence) => {
  expect(configReason(verdict)).toBe(sentence);
});
