import { DNS_TYPE, type DnsMessage, decodeDnsMessage, encodeDnsMessage } from '@ntmobile/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MemoryHost } from '../testing/memory-host.ts';
import { registeredPair, type TestRealm } from '../testing/realm.ts';
import { seededRandom } from '../testing/virtual-network.ts';

let realm: TestRealm;
let a: MemoryHost;
let queries: number;

beforeEach(() => {
  ({ realm, a } = registeredPair());
  queries = 0;
});

const QUERY: DnsMessage = {
  id: 0x1234,
  response: false,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  rcode: 0,
  questions: [],
  answers: [],
  authority: [],
  additional: [],
};

/** Asks and lets the time pass; returns the answer, if there is one by then. */
function ask(name: string, type: number, { ms = 50, ...change }: Partial<DnsMessage> & { ms?: number } = {}) {
  queries += 1;
  const id = queries;
  const message = { ...QUERY, questions: [{ name, type, class: 1 }], ...change };
  a.feed({ kind: 'dnsQueryReceived', id, payload: encodeDnsMessage(message) });
  realm.run(ms);
  return answerTo(id);
}

function answerTo(id: number): DnsMessage | undefined {
  const output = a.outputs.find((one) => one.kind === 'answerDns' && one.id === id);
  return output?.kind === 'answerDns' ? decodeDnsMessage(output.payload) : undefined;
}

const requests = () => realm.coordinator.frames.filter((frame) => frame.kind === 'directionRequest').length;

describe('a name of the realm', () => {
  it('is answered with the virtual address for 60 s, in the case in which it was asked, and opens the tunnel', () => {
    const answer = ask('B.ntm.Internal', DNS_TYPE.A);
    expect(answer).toMatchObject({
      id: 0x1234,
      response: true,
      authoritative: true,
      recursionDesired: true,
      rcode: 0,
    });
    expect(answer?.questions).toEqual([{ name: 'B.ntm.Internal', type: 1, class: 1 }]);
    expect(answer?.answers).toEqual([
      { name: 'B.ntm.Internal', type: 1, class: 1, ttl: 60, data: Uint8Array.of(198, 18, 0, 12) },
    ]);
    expect(a.sessions.size).toBe(1);
  });

  it('has no data of the other family or of other types, with the SOA for 5 s', () => {
    for (const type of [DNS_TYPE.AAAA, 16, DNS_TYPE.SOA]) {
      const answer = ask('b.ntm.internal', type);
      expect(answer).toMatchObject({
        rcode: 0,
        answers: [],
        authority: [{ name: 'ntm.internal', type: 6, ttl: 5 }],
      });
    }
  });

  it('does not exist where the coordinator says so', () => {
    expect(ask('nobody.ntm.internal', DNS_TYPE.A)).toMatchObject({
      rcode: 3,
      authority: [{ type: 6, ttl: 5 }],
    });
    expect(ask('x.b.ntm.internal', DNS_TYPE.A)?.rcode).toBe(3);
  });

  it('is answered when its node is offline too', () => {
    realm.coordinator.client('b').session = undefined;
    expect(ask('b.ntm.internal', DNS_TYPE.A)?.answers).toHaveLength(1);
    expect(a.sessions.size).toBe(0);
  });

  it('is answered from the tunnel table while the tunnel lives', () => {
    ask('b.ntm.internal', DNS_TYPE.A, { ms: 500 });
    const before = requests();
    expect(ask('b.ntm.internal', DNS_TYPE.A, { ms: 0 })?.answers).toHaveLength(1);
    expect(ask('12.0.18.198.in-addr.arpa', DNS_TYPE.PTR, { ms: 0 })?.answers).toHaveLength(1);
    expect(requests()).toBe(before);
  });

  it('shares one request between queries, and is asked as a look-up for other types', () => {
    ask('b.ntm.internal', DNS_TYPE.A, { ms: 0 });
    ask('b.ntm.internal', DNS_TYPE.AAAA, { ms: 0 });
    expect(ask('b.ntm.internal', 16)?.answers).toEqual([]);
    expect([answerTo(1)?.answers.length, answerTo(2)?.answers.length]).toEqual([1, 0]);
    expect(requests()).toBe(2);
  });

  it('fails within 2 s without the coordinator, unless the node is known', () => {
    ask('b.ntm.internal', DNS_TYPE.A, { ms: 500 });
    const [index = 0] = a.sessions.keys();
    a.feed({ kind: 'timerDue', peer: 1, localIndex: index, cause: 'expired' });
    realm.network.attach('203.0.113.1:3479', undefined);
    expect(ask('c.ntm.internal', DNS_TYPE.A, { ms: 1_990 })).toBeUndefined();
    realm.run(20);
    expect(answerTo(2)).toMatchObject({ rcode: 2, authoritative: false });
    expect(ask('b.ntm.internal', DNS_TYPE.A, { ms: 2_010 })?.answers).toHaveLength(1);
  });
});

describe('addresses and the realm', () => {
  it('an address of the realm has the name of its node, or none', () => {
    const answer = ask('12.0.18.198.in-addr.arpa', DNS_TYPE.PTR);
    expect(answer?.answers[0]).toMatchObject({ type: DNS_TYPE.PTR, ttl: 60 });
    expect(String.fromCharCode(...(answer?.answers[0]?.data ?? []))).toBe('\x01b\x03ntm\x08internal\0');
    expect(ask('99.0.18.198.in-addr.arpa', DNS_TYPE.PTR)?.rcode).toBe(3);
    expect(ask('11.0.18.198.in-addr.arpa', DNS_TYPE.PTR, { ms: 0 })?.answers).toHaveLength(1);
  });

  it('the realm has an SOA and nothing else', () => {
    expect(ask('ntm.internal', DNS_TYPE.SOA)?.answers).toMatchObject([{ type: 6, ttl: 60 }]);
    expect(ask('ntm.internal', DNS_TYPE.A)).toMatchObject({
      rcode: 0,
      answers: [],
      authority: [{ type: 6 }],
    });
  });

  it('the node answers its own name', () => {
    expect(ask('a.ntm.internal', DNS_TYPE.A, { ms: 0 })?.answers[0]?.data).toEqual(
      Uint8Array.of(198, 18, 0, 11),
    );
  });
});

describe('other queries', () => {
  it('go to the upstream resolvers as they are and come back as they are', () => {
    ask('www.example.org', DNS_TYPE.A);
    expect(a.outputs.at(-1)).toMatchObject({ kind: 'forwardDns', id: 1 });
    const payload = encodeDnsMessage({ ...QUERY, response: true });
    a.feed({ kind: 'dnsUpstreamAnswered', id: 1, payload });
    expect(a.outputs.at(-1)).toEqual({ kind: 'answerDns', id: 1, payload });
  });

  it.each([
    ['198.18.0.12', DNS_TYPE.A, [198, 18, 0, 12]],
    ['127.0.0.1', DNS_TYPE.A, [127, 0, 0, 1]],
    ['0.0.0.0', DNS_TYPE.A, [0, 0, 0, 0]],
    ['::1', DNS_TYPE.AAAA, [...Array(15).fill(0), 1]],
    ['::ffff:127.0.0.1', DNS_TYPE.AAAA, [...Array(10).fill(0), 255, 255, 127, 0, 0, 1]],
    ['::ffff:198.18.0.12', DNS_TYPE.AAAA, [...Array(10).fill(0), 255, 255, 198, 18, 0, 12]],
  ])('are no data where a name outside the realm leads to %s', (_, type, bytes) => {
    const payload = (name: string, data: readonly number[]) => {
      const record = { name, type, class: 1, ttl: 1, data: Uint8Array.from(data) };
      return encodeDnsMessage({
        ...QUERY,
        response: true,
        questions: [{ name, type, class: 1 }],
        answers: [record],
      });
    };
    ask('evil.example.org', type);
    a.feed({ kind: 'dnsUpstreamAnswered', id: 1, payload: payload('evil.example.org', bytes) });
    expect(answerTo(1)).toMatchObject({ rcode: 0, answers: [], questions: [{ name: 'evil.example.org' }] });
    const private4 = type === DNS_TYPE.A ? [10, 0, 0, 1] : [0x20, 1, 0x0d, 0xb8, ...Array(12).fill(1)];
    ask('good.example.org', type);
    a.feed({ kind: 'dnsUpstreamAnswered', id: 2, payload: payload('good.example.org', private4) });
    expect(answerTo(2)?.answers).toHaveLength(1);
  });

  it('fail where what came back is no DNS message', () => {
    ask('www.example.org', DNS_TYPE.A);
    a.feed({ kind: 'dnsUpstreamAnswered', id: 1, payload: Uint8Array.of(1, 2, 3) });
    expect(answerTo(1)?.rcode).toBe(2);
  });

  it('of any bytes are answered or dropped and change nothing', () => {
    ask('b.ntm.internal', DNS_TYPE.A, { ms: 200 });
    const [query] = [
      encodeDnsMessage({ ...QUERY, questions: [{ name: 'b.ntm.internal', type: 1, class: 1 }] }),
    ];
    const random = seededRandom(9);
    const before = [a.peers.size, a.sessions.size];
    for (let id = 1_000; id < 1_500; id++) {
      const payload = query.slice(0, random() < 0.3 ? Math.floor(random() * query.length) : query.length);
      for (let edits = 0; edits < 3 && payload.length > 0; edits++)
        payload[Math.floor(random() * payload.length)] = Math.floor(random() * 256);
      a.feed({ kind: 'dnsQueryReceived', id, payload });
      a.feed({ kind: 'dnsUpstreamAnswered', id, payload });
    }
    expect([a.peers.size, a.sessions.size]).toEqual(before);
    expect(ask('b.ntm.internal', DNS_TYPE.A)?.answers).toHaveLength(1);
  });

  it('fail when upstream is silent, and late answers are dropped', () => {
    ask('www.example.org', DNS_TYPE.A);
    a.feed({ kind: 'dnsUpstreamAnswered', id: 1 });
    expect(answerTo(1)?.rcode).toBe(2);
    ask('www.example.org', DNS_TYPE.A, { ms: 10_001 });
    a.feed({ kind: 'dnsUpstreamAnswered', id: 2, payload: new Uint8Array(12) });
    expect(answerTo(2)).toBeUndefined();
  });

  it('of an application that floods are refused at once, and the others go on when there is room', () => {
    for (let count = 0; count < 300; count++) ask(`${count}.example.org`, DNS_TYPE.A, { ms: 0 });
    const forwarded = a.outputs.filter((output) => output.kind === 'forwardDns');
    expect(forwarded).toHaveLength(256);
    expect(answerTo(256)).toBeUndefined();
    expect(answerTo(257)?.rcode).toBe(2);
    expect(ask('b.ntm.internal', DNS_TYPE.A)?.rcode).toBe(2);
    expect(ask('a.ntm.internal', DNS_TYPE.A)?.answers).toHaveLength(1);
    a.feed({ kind: 'statusRequested', id: 1, counters: [] });
    expect(a.reports.at(-1)).toMatchObject({ status: { counts: { dnsTooMany: 45 } } });
    a.feed({ kind: 'dnsUpstreamAnswered', id: 1 });
    expect(ask('b.ntm.internal', DNS_TYPE.A)?.answers).toHaveLength(1);
  });

  it('repeat EDNS where it was asked with', () => {
    const additional = [{ name: '', type: DNS_TYPE.OPT, class: 4096, ttl: 0, data: new Uint8Array() }];
    expect(ask('b.ntm.internal', DNS_TYPE.A, { additional })?.additional).toMatchObject([
      { type: 41, class: 1232 },
    ]);
  });

  it('of another kind or with several questions are refused, and what is no query is dropped', () => {
    expect(ask('b.ntm.internal', DNS_TYPE.A, { opcode: 5 })?.rcode).toBe(4);
    expect(ask('b.ntm.internal', DNS_TYPE.A, { questions: [] })?.rcode).toBe(1);
    expect(ask('b.ntm.internal', DNS_TYPE.A, { response: true })).toBeUndefined();
    a.feed({ kind: 'dnsQueryReceived', id: 77, payload: new Uint8Array(5) });
    expect(answerTo(77)).toBeUndefined();
  });
});
