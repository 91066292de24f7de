import { concatBytes } from '@ntmobile/shared';
import { RelayRound } from '../../../web/src/servers/relays/relay-round.ts';
import { bindingRefusal, bindingResponse } from '../../../web/src/servers/testing/stun-answers.ts';
import type { HostileTarget } from '../hostile-target.ts';

const RELAY = '192.0.2.20:3478';
const STRANGER = '192.0.2.66:3478';
const MAPPED = '198.51.100.7:40000';
const LARGEST_DATAGRAM = 65_507;
/** Ids of the requests that are out; nobody who forges an answer has seen them. */
const [FIRST_ID, LATER_ID] = [0x11, 0x22];
const GUESSED = Uint8Array.from({ length: 12 }, (_, index) => index);

/**
 * What comes to the port of a coordinator that asks a relay whether it answers, from whoever has not seen the request:
 * in the relay's name under an id that is not the request's, and from elsewhere.
 */
export const relayAnswers: HostileTarget = {
  name: "servers: relays' answers",
  inputs: 1_000_000,
  longest: LARGEST_DATAGRAM,
  start() {
    let drawn = FIRST_ID;
    const randomBytes = (length: number) => {
      const id = new Uint8Array(length).fill(drawn);
      drawn = LATER_ID;
      return id;
    };
    const round = new RelayRound({ endpoints: [RELAY], randomBytes, now: 0 });
    round.due(0);
    const fates = { taken: 0, foreign_source: 0, foreign_transaction: 0, malformed: 0 };
    let given = 0;
    const take = (datagram: Uint8Array): void => {
      given += 1;
      fates[round.received(given % 8 === 0 ? STRANGER : RELAY, datagram, 1)] += 1;
    };
    return {
      seeds: [
        bindingResponse(GUESSED, MAPPED, 'relay 1.0'),
        bindingResponse(GUESSED, '[2001:db8::7]:40000'),
        bindingRefusal(GUESSED, 401, 'Unauthorized'),
        concatBytes(bindingResponse(GUESSED, MAPPED), bindingRefusal(GUESSED, 500, 'Server Error')),
      ],
      take,
      processed: () => fates.foreign_source + fates.foreign_transaction + fates.malformed,
      held: () => ({ verdicts: [...round.verdicts()], nextAt: round.nextAt(), taken: fates.taken }),
      serves() {
        const genuine = bindingResponse(new Uint8Array(12).fill(FIRST_ID), MAPPED);
        if (round.received(RELAY, genuine, 12) !== 'taken')
          throw new Error('the genuine answer is not taken');
        if (round.verdicts().get(RELAY)?.state !== 'answers') throw new Error('the relay does not answer');
      },
    };
  },
};
