import { TRPCClientError } from '@trpc/client';
import { expect, it } from 'vitest';
import { refusalOf } from './refused-stream.ts';

const REFUSAL = TRPCClientError.from({
  error: { code: -32029, message: 'Close some pages.', data: { code: 'X', requestId: 'request-1' } },
});
const reset = () => {};

it('is what the console answered, once the stream has ended with it', () => {
  expect(refusalOf({ status: 'error', error: REFUSAL, reset })).toBe(REFUSAL);
});

it('is nothing where something on the way ended the stream, or it is opened again', () => {
  expect(
    refusalOf({ status: 'error', error: TRPCClientError.from(new Error('502')), reset }),
  ).toBeUndefined();
  expect(refusalOf({ status: 'connecting', error: REFUSAL, reset })).toBeUndefined();
  expect(refusalOf({ status: 'pending', error: null, reset })).toBeUndefined();
});
