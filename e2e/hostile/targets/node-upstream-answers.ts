import { DNS_TYPE, decodeDnsMessage } from '@ntmobile/shared';
import { registeredPair } from '../../../android-node/core/src/testing/realm.ts';
import { disguise } from '../../../android-node/linux/src/dns/disguised-query.ts';
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
const query = dnsMessage(NAME, DNS_TYPE.A);

/** What comes in the name of an upstream resolver: judged, then handed to the application as it is or as a failure. */
export const nodeUpstreamAnswers: HostileTarget = {
  name: "node: upstream resolvers' answers",
  inputs: 250_000,
  longest: LARGEST_DNS_MESSAGE,
  start() {
    const { realm, a } = registeredPair();
    const disguised = disguise(query);
    const sent = disguised.sent.slice();
    let [id, answered] = [0, 0];
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
      ].flatMap((reply) => [reply, Uint8Array.of(...sent.subarray(0, 2), ...reply.subarray(2))]),
      take(reply) {
        if (disguised.judge(reply) !== 'other') disguised.reveal(reply);
        answer(reply);
      },
      settle: () => realm.run(0),
      processed: () => answered,
      held: () => ({ ...heldBy(a), sent: disguised.sent.slice() }),
      serves() {
        const given = answer(honest);
        const [record] = given === undefined ? [] : decodeDnsMessage(given).answers;
        if (record?.data.join('.') !== '203.0.113.9') throw new Error('an honest answer is not handed on');
      },
    };
  },
};
