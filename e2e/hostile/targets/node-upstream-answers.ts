import { DNS_TYPE, decodeDnsMessage } from '@ntmobile/shared';
import { registeredPair } from '../../../android-node/core/src/testing/realm.ts';
import { type DisguisedQuery, disguise } from '../../../android-node/linux/src/dns/disguised-query.ts';
import type { HostileTarget } from '../hostile-target.ts';
import { dnsMessage } from './dns-query.ts';
import { heldBy } from './node-picture.ts';

const NAME = 'www.example.test';
const LARGEST_DNS_MESSAGE = 65_535;
const address = (...data: number[]) => ({
  name: NAME,
  type: data.length === 4 ? DNS_TYPE.A : DNS_TYPE.AAAA,
  class: 1,
  ttl: 60,
  data: Uint8Array.from(data),
});
/** What a query draws stands in these places of a message. */
const [ID_END, NAME_AT] = [2, 12];
const NAME_END = NAME_AT + 1 + NAME.length;
const query = dnsMessage(NAME, DNS_TYPE.A);
/** More than a hostile input changes of what was captured, so that none has the spelling by chance. */
const LETTERS_OTHERWISE = 5;

/** The query that is out. Its id may be guessed; its spelling is far from that of every forged answer. */
function queryThatIsOut(): DisguisedQuery {
  for (;;) {
    const drawn = disguise(query);
    const otherwise = drawn.sent.subarray(NAME_AT).filter((byte, at) => byte !== query[NAME_AT + at]);
    if (otherwise.length >= LETTERS_OTHERWISE) return drawn;
  }
}

/**
 * What comes in the name of an upstream resolver. No forged answer is taken for that of the server, whether its id is
 * right or not; and though it were, it is handed to the application as it is or as a failure, and has no other effect.
 */
export const nodeUpstreamAnswers: HostileTarget = {
  name: "node: upstream resolvers' answers",
  inputs: 1_000_000,
  longest: LARGEST_DNS_MESSAGE,
  start() {
    const { realm, a } = registeredPair();
    const disguised = queryThatIsOut();
    const sent = disguised.sent.slice();
    let [id, answered, taken] = [0, 0, 0];
    const answer = (reply: Uint8Array): Uint8Array | undefined => {
      id += 1;
      a.feed({ kind: 'dnsQueryReceived', id, payload: query });
      a.feed({ kind: 'dnsUpstreamAnswered', id, payload: reply });
      const given = a.outputs.splice(0).flatMap((one) => (one.kind === 'answerDns' ? [one.payload] : []));
      answered += given.length;
      return given[0];
    };
    a.outputs.length = 0;
    const honest = dnsMessage(NAME, DNS_TYPE.A, { answers: [address(203, 0, 113, 9)] });
    return {
      seeds: [
        honest,
        dnsMessage(NAME, DNS_TYPE.A, { answers: [address(127, 0, 0, 1), address(198, 18, 0, 12)] }),
        dnsMessage(NAME, DNS_TYPE.AAAA, { answers: [address(0xfd, ...new Array(14).fill(0), 1)] }),
      ].flatMap((reply) => [reply, Uint8Array.of(...sent.subarray(0, ID_END), ...reply.subarray(ID_END))]),
      take(reply) {
        const verdict = disguised.judge(reply);
        if (verdict === 'answers') taken += 1;
        if (verdict !== 'other') disguised.reveal(reply);
        answer(reply);
      },
      settle: () => realm.run(0),
      processed: () => answered,
      held: () => ({ ...heldBy(a), sent: disguised.sent.slice(), taken }),
      serves() {
        const genuine = honest.slice();
        genuine.set(sent.subarray(0, ID_END));
        genuine.set(sent.subarray(NAME_AT, NAME_END), NAME_AT);
        if (disguised.judge(genuine) !== 'answers') throw new Error('the genuine answer is not taken');
        const given = answer(disguised.reveal(genuine));
        const [record] = given === undefined ? [] : decodeDnsMessage(given).answers;
        if (record?.data.join('.') !== '203.0.113.9') throw new Error('an honest answer is not handed on');
      },
    };
  },
};
