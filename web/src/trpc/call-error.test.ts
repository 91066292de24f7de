import { TRPCClientError } from '@trpc/client';
import { expect, it } from 'vitest';
import { isConflict } from './call-error.ts';

const refused = (code: string) =>
  TRPCClientError.from({ error: { message: 'no', code: -32009, data: { code } } });

it('tells what was refused for what is there already from all else that fails', () => {
  expect(isConflict(refused('CONFLICT'))).toBe(true);
  for (const error of [refused('INTERNAL_SERVER_ERROR'), TRPCClientError.from(new Error('gone')), undefined])
    expect(isConflict(error)).toBe(false);
});
