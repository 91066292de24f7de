import { nodePrimitives } from '@ntmobile/shared/node-crypto';
import { DcBench } from '../../../web/src/dc/testing/dc-bench.ts';
import type { HostileTarget } from '../hostile-target.ts';

const STRANGER = '203.0.113.66:666';
const INPUTS_OF_A_STEP = 1_000;

/** Refused, or answered as nobody profits from: a cookie, or the same message 2 again. */
function refusals(bench: DcBench): number {
  return Object.entries(bench.coordinator.status().counters)
    .filter(
      ([name]) => name.startsWith('dropped') || name === 'cookieRepliesSent' || name === 'handshakesRepeated',
    )
    .reduce((sum, [, count]) => sum + count, 0);
}

/** A coordinator with two nodes that have registered and opened a direction, and every datagram of that. */
function prepared() {
  const bench = new DcBench(nodePrimitives);
  const captured: Uint8Array[] = [];
  const receive = bench.receive.bind(bench);
  bench.receive = (source, datagram) => {
    captured.push(datagram.slice());
    receive(source, datagram);
    captured.push(...bench.sent.map((packet) => packet.datagram.slice()));
  };
  const node = bench.registeredNode('till');
  const callee = bench.registeredNode('callee');
  node.ask(node.directionRequest('callee.ntm.internal'), 'directionResponse');
  node.keepAlive();
  callee.read();
  for (const one of [node, callee]) one.confirm();
  bench.receive = receive;
  // Copies of messages 1 are answered for 5 s, and the direction is open as long.
  bench.pass(6_000);
  return { bench, node, callee, captured };
}

/** What whoever has no session sends to a coordinator. */
export const coordinatorStrangers: HostileTarget = {
  name: 'coordinator: datagrams',
  inputs: 1_000_000,
  longest: 2_000,
  start() {
    const { bench, node, callee, captured } = prepared();
    const sources = [STRANGER, node.endpoint, callee.endpoint];
    let handed = 0;
    return {
      seeds: captured,
      take(datagram) {
        bench.receive(sources[handed++ % sources.length] as string, datagram);
        if (handed % INPUTS_OF_A_STEP > 0) return;
        bench.pass(1);
        bench.sent.length = 0;
      },
      processed: () => refusals(bench),
      held() {
        const { counters, ...status } = bench.coordinator.status();
        const { leases, paths, audit, reports } = bench.store;
        return structuredClone({ status, leases, paths, audit, reports });
      },
      serves() {
        node.keepAlive();
        node.ask(node.directionRequest('callee.ntm.internal'), 'directionResponse');
        // This node of the tests has no answer to a cookie: not while the flood lasts.
        bench.pass(2_000);
        callee.connect();
      },
    };
  },
};
