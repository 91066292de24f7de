import { TRPCClientError } from '@trpc/client';
import { expect, it } from 'vitest';
import { readingState } from './reading-state.ts';

const LIVE = { kind: 'live', lostAt: undefined } as const;
const SILENCE = new TypeError('Failed to fetch');
const REFUSAL = TRPCClientError.from({
  error: { code: -32603, message: 'This could not be done.', data: { code: 'X', requestId: 'request-1' } },
});

it('is what the stream says while reading works', () => {
  const reading = { isError: false, error: null, dataUpdatedAt: 5 };
  expect(readingState(reading, LIVE)).toEqual({ live: LIVE, refusal: null });
});

it('is lost since it was last read, and a server that did not answer refused nothing', () => {
  const reading = { isError: true, error: SILENCE, dataUpdatedAt: 5 };
  expect(readingState(reading, LIVE)).toEqual({ live: { kind: 'lost', lostAt: 5 }, refusal: null });
});

it('has nothing that is old where nothing was read yet', () => {
  const reading = { isError: true, error: REFUSAL, dataUpdatedAt: 0 };
  expect(readingState(reading, LIVE)).toEqual({ live: LIVE, refusal: null });
});

it('is a refusal where the server answered', () => {
  const reading = { isError: true, error: REFUSAL, dataUpdatedAt: 5 };
  expect(readingState(reading, LIVE)).toEqual({ live: { kind: 'lost', lostAt: 5 }, refusal: REFUSAL });
});
