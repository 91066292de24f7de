import { DNS_TYPE, decodeDnsMessage } from '@ntmobile/shared';
import { registeredPair } from '../../../android-node/core/src/testing/realm.ts';
import dns from '../../../shared/vectors/dns-messages.json' with { type: 'json' };
import type { HostileTarget } from '../hostile-target.ts';
import { dnsMessage } from './dns-query.ts';
import { heldBy, statusOf } from './node-picture.ts';

const NAMES = ['b.ntm.internal', 'nobody.ntm.internal', 'ntm.internal', '12.0.18.198.in-addr.arpa', 'a.test'];
const INPUTS_OF_A_STEP = 1_000;
const STEP_MS = 20;

/** What an application of the machine asks its resolver: each query is answered once, or counted as none. */
export const nodeDnsQueries: HostileTarget = {
  name: "node: applications' DNS queries",
  inputs: 1_000_000,
  longest: 2_000,
  start() {
    const { realm, a } = registeredPair();
    // Whoever asks for a correspondent's name opens a tunnel to it, as they should: it is there before.
    a.sendData('198.18.0.12', 'first');
    realm.run(3_000);
    let [asked, answered] = [0, 0];
    /** Counts answers; nobody answers what is forwarded. */
    const drain = () => {
      for (const output of a.outputs.splice(0)) {
        if (output.kind === 'answerDns') answered += 1;
        if (output.kind === 'forwardDns') a.feed({ kind: 'dnsUpstreamAnswered', id: output.id });
      }
      if (a.outputs.length > 0) drain();
    };
    const pass = (ms: number) => {
      realm.run(ms);
      drain();
      realm.network.sent.length = 0;
      realm.coordinator.frames.length = 0;
    };
    const ask = (payload: Uint8Array) => {
      asked += 1;
      a.feed({ kind: 'dnsQueryReceived', id: asked, payload });
      drain();
    };
    pass(0);
    return {
      seeds: [
        ...NAMES.flatMap((name) => [1, 28, 12, 255].map((type) => dnsMessage(name, type))),
        ...dns.messages.map(({ bytes }) => new Uint8Array(Buffer.from(bytes, 'hex'))),
      ],
      take(query) {
        ask(query);
        if (asked % INPUTS_OF_A_STEP === 0) pass(STEP_MS);
      },
      // Refusals are remembered for 5 s, forwarded queries for 10 s.
      settle: () => pass(15_000),
      processed: () => answered + (statusOf(a).counts.dnsMalformed ?? 0),
      held() {
        const { effects, ...held } = heldBy(a);
        return held;
      },
      serves() {
        const id = asked + 1;
        a.feed({ kind: 'dnsQueryReceived', id, payload: dnsMessage('b.ntm.internal', DNS_TYPE.A) });
        realm.run(1_000);
        const answer = a.outputs.find((output) => output.kind === 'answerDns' && output.id === id);
        const records = answer?.kind === 'answerDns' ? decodeDnsMessage(answer.payload).answers : [];
        if (records[0]?.data.join('.') !== '198.18.0.12') throw new Error('a name is not answered any more');
      },
    };
  },
};
