import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeStatus } from '@ntmobile/node-core';
import { formatNodeId } from '@ntmobile/shared';
import { nodeTopic } from '@ntmobile/shared/fleet';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ADMITTED } from '../../../../shared/src/enrolment/testing/admitted-answer.ts';
import { StateDirectory } from '../state/state-directory.ts';
import type { BrokerSide, BrokerSideOptions } from './broker-side.ts';

let options: BrokerSideOptions;
let duringGoodbye = () => {};
vi.mock('./broker-side.ts', () => ({
  BrokerSide: class implements Pick<BrokerSide, keyof BrokerSide> {
    readonly state = { state: 'connected', since: 0 } as const;
    readonly isConnected = true;
    constructor(given: BrokerSideOptions) {
      options = given;
    }
    start() {
      options.onConnected();
    }
    publish() {}
    async stop() {
      duringGoodbye();
    }
  },
}));

const { startFleetAgent } = await import('./fleet-agent.ts');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ntm-goodbye-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const BOOT = formatNodeId(new Uint8Array(16).fill(7));
const hear = (leaf: 'telemetry/ack' | 'event/ack' | 'telemetry/rate', value: object) =>
  options.onMessage(nodeTopic(ADMITTED.nodeId, leaf), Buffer.from(JSON.stringify(value)));

it('frees what is committed during its goodbye, and heeds nothing else', async () => {
  const status: NodeStatus = {
    bootId: BOOT,
    virtualAddresses: [],
    coordinator: { state: 'connecting', since: 0 },
    tunnels: [],
    counts: {},
  };
  const agent = startFleetAgent({
    node: {
      status: () => status,
      counters: () => ({ totals: {}, peers: [] }),
      handle: () => undefined,
      onReport: () => () => undefined,
    },
    enrolment: ADMITTED,
    state: new StateDirectory(root),
    agent: 'test 1',
    say: () => undefined,
    interfaces: () => [],
    networkType: () => 'none',
    useUpstream: () => undefined,
  });
  duringGoodbye = () => {
    hear('telemetry/rate', { v: 1, intervalMs: 1_000, durationMs: 60_000 });
    hear('telemetry/ack', { v: 1, bootId: BOOT, sequence: 9 });
    hear('event/ack', { v: 1, bootId: BOOT, sequence: 9 });
  };
  expect(agent.status().telemetry.waitingSamples).toBeGreaterThan(0);
  await agent.stop();
  expect(agent.status().telemetry).toEqual({ intervalMs: 60_000, waitingSamples: 0, waitingEvents: 0 });
});
