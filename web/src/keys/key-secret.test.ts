import { KEY_ID_PATTERN, KEY_SECRET_PATTERN } from '@ntmobile/shared/enrolment';
import { expect, it } from 'vitest';
import { drawKeySecret } from './key-secret.ts';

it('draws keys that differ, in the alphabets of the enrolment string', () => {
  const keys = Array.from({ length: 50 }, drawKeySecret);
  expect(new Set(keys.map((key) => key.id)).size).toBe(50);
  for (const key of keys) {
    expect(key.id).toMatch(/^[a-z2-7]{12}$/);
    expect(key.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect([KEY_ID_PATTERN.test(key.id), KEY_SECRET_PATTERN.test(key.secret)]).toEqual([true, true]);
  }
});
