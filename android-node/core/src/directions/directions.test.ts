import { type DirectionOutcome, formatIpAddress, parseIpAddress } from '@ntmobile/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { TimerTable } from '../timing/timer-table.ts';
import { Directions } from './directions.ts';

const ADDRESS = parseIpAddress('198.18.0.9');
const NODE = { nodeId: new Uint8Array(16), name: 'b', addresses: [ADDRESS] };
const NAME = { kind: 'name', name: 'b.ntm.internal' } as const;

let log: string[];
let timers: TimerTable;
let directions: Directions;

beforeEach(() => {
  let transaction = 0;
  log = [];
  timers = new TimerTable();
  directions = new Directions(timers, {
    request: (target, lookup) => {
      const text = target.kind === 'name' ? target.name : formatIpAddress(target.address);
      log.push(`request ${text}${lookup ? ' lookup' : ''}`);
      transaction += 1;
      return transaction;
    },
    abandon: (number) => log.push(`abandon ${number}`),
    queriesEnded: (queries, end) => log.push(`queries ${queries.join()} ${end.kind}`),
    missEnded: (address, end) => log.push(`miss ${formatIpAddress(address)} ${end.kind}`),
  });
});

const respond = (transaction: number, outcome: DirectionOutcome, now: number) =>
  directions.responded({ kind: 'directionResponse', transaction, outcome }, now);

describe('directions', () => {
  it('share one request between all who ask for the same name', () => {
    directions.ask(NAME, false, 10, 0);
    directions.ask(NAME, false, 11, 5);
    respond(1, { kind: 'accepted', node: NODE }, 20);
    expect(log).toEqual(['request b.ntm.internal', 'queries 10,11 accepted']);
    expect(timers.nextDeadline()).toBeUndefined();
  });

  it('keep look-ups, names and addresses apart', () => {
    directions.ask(NAME, false, 1, 0);
    directions.ask(NAME, true, 2, 0);
    directions.askForPackets(ADDRESS, 0);
    respond(3, { kind: 'offline', node: NODE }, 3);
    respond(2, { kind: 'noSuchName' }, 3);
    expect(log.slice(3)).toEqual(['miss 198.18.0.9 offline', 'queries 2 noSuchName']);
  });

  it('end within 2 s when nobody answers', () => {
    directions.ask(NAME, false, 7, 100);
    expect(timers.takeDue(2100)).toMatchObject({ name: 'direction', key: 'b.ntm.internal' });
    directions.deadlineReached('b.ntm.internal', 2100);
    expect(log.slice(1)).toEqual(['abandon 1', 'queries 7 unreachable']);
  });

  it('ask a busy coordinator again when it wishes, within the 2 s', () => {
    directions.ask(NAME, false, 7, 0);
    respond(1, { kind: 'busy', retryAfterMs: 300 }, 10);
    expect(timers.takeDue(310)).toMatchObject({ name: 'directionRetry' });
    directions.retryDue('b.ntm.internal', 310);
    respond(2, { kind: 'busy', retryAfterMs: 3000 }, 320);
    expect(timers.nextDeadline()).toBe(2000);
    respond(9, { kind: 'noSuchName' }, 330);
    expect(log).toEqual(['request b.ntm.internal', 'request b.ntm.internal']);
  });
});
