import { randomBytes } from 'node:crypto';
import { formatEndpoint, parseEndpoint } from '@ntmobile/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { bindingRefusal, bindingResponse } from '../testing/stun-answers.ts';
import { type RelayRequest, RelayRound } from './relay-round.ts';

const RELAY = '192.0.2.20:3478';
const OTHER = '[2001:db8::20]:3478';
const MAPPED = '198.51.100.7:40000';

let round: RelayRound;
beforeEach(() => {
  round = new RelayRound({
    endpoints: [RELAY, OTHER],
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    now: 100,
  });
});

function transactionOf(requests: readonly RelayRequest[], destination: string): Uint8Array {
  return (
    requests.find((request) => request.destination === destination)?.datagram.slice(8) ?? new Uint8Array(12)
  );
}

const answerTo = (requests: readonly RelayRequest[], destination = RELAY) =>
  bindingResponse(transactionOf(requests, destination), MAPPED, 'relay 1.0');

describe('a round', () => {
  it('asks each endpoint at once, again after 0.5 and 1 s, and after 2 s takes it for silent', () => {
    const times: number[] = [];
    for (let at = round.nextAt(); at !== undefined; at = round.nextAt()) {
      times.push(at - 100);
      expect(round.due(at - 1)).toEqual([]);
      expect(round.due(at).map(({ destination }) => destination)).toEqual(
        times.length < 4 ? [RELAY, OTHER] : [],
      );
    }
    expect(times).toEqual([0, 500, 1000, 2000]);
    expect([...round.verdicts()]).toEqual([
      [RELAY, { state: 'silent' }],
      [OTHER, { state: 'silent' }],
    ]);
  });

  it('draws another transaction for each request', () => {
    const seen = [100, 600, 1100]
      .flatMap((at) => round.due(at))
      .map(({ datagram }) => String(datagram.slice(8)));
    expect(new Set(seen).size).toBe(6);
  });

  it('is over when all have answered, and asks those no more that have', () => {
    const first = round.due(100);
    expect(round.received(RELAY, answerTo(first), 112)).toBe('taken');
    expect(round.due(600).map(({ destination }) => destination)).toEqual([OTHER]);
    expect(round.received(OTHER, answerTo(first, OTHER), 700)).toBe('taken');
    expect(round.nextAt()).toBeUndefined();
    expect(round.verdicts().get(RELAY)).toEqual({
      state: 'answers',
      rttMs: 12,
      mapped: MAPPED,
      software: 'relay 1.0',
    });
  });

  it('measures a round trip from the request that was answered', () => {
    round.due(100);
    const second = round.due(600);
    round.received(RELAY, answerTo(second), 620);
    expect(round.verdicts().get(RELAY)).toMatchObject({ rttMs: 20 });
  });

  it('says with its words when it is refused', () => {
    const requests = round.due(100);
    round.received(RELAY, bindingRefusal(transactionOf(requests, RELAY), 401, 'Un\u0007authorized'), 104);
    expect(round.verdicts().get(RELAY)).toEqual({ state: 'refuses', rttMs: 4, refusal: '401 Unauthorized' });
  });

  it.each([
    [
      'foreign_source',
      'an address that was not asked',
      '192.0.2.66:3478',
      (requests: RelayRequest[]) => answerTo(requests),
    ],
    [
      'foreign_source',
      'another port of the relay',
      '192.0.2.20:3479',
      (requests: RelayRequest[]) => answerTo(requests),
    ],
    ['foreign_transaction', 'a guess', RELAY, () => bindingResponse(new Uint8Array(12), MAPPED)],
    [
      'foreign_transaction',
      'an answer to what another was asked',
      RELAY,
      (requests: RelayRequest[]) => answerTo(requests, OTHER),
    ],
    [
      'malformed',
      'our own request',
      RELAY,
      (requests: RelayRequest[]) => requests[0]?.datagram ?? new Uint8Array(),
    ],
    ['malformed', 'nothing', RELAY, () => new Uint8Array()],
  ] as const)('refuses as %s %s', (fate, _what, source, datagram) => {
    const requests = round.due(100);
    expect(round.received(source, datagram(requests), 101)).toBe(fate);
    expect(round.verdicts().size).toBe(0);
  });

  it('takes the first answer: a second one changes nothing', () => {
    const requests = round.due(100);
    round.received(RELAY, answerTo(requests), 110);
    const other = bindingResponse(transactionOf(requests, RELAY), '203.0.113.1:1', 'another');
    expect(round.received(RELAY, other, 111)).toBe('taken');
    expect(round.verdicts().get(RELAY)).toMatchObject({ mapped: MAPPED, software: 'relay 1.0' });
  });
});

it('without endpoints is over at once', () => {
  expect(
    new RelayRound({ endpoints: [], randomBytes: () => new Uint8Array(12), now: 0 }).nextAt(),
  ).toBeUndefined();
});

it('knows sources by the form that endpoints are written in', () => {
  expect(formatEndpoint(parseEndpoint('[2001:DB8:0::20]:3478'))).toBe(OTHER);
});
